package io.github.dkredis;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.dkredis.support.NullValue;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid setting throws where it is made, and no message quotes text that may hold a password. */
class BuilderTest {

    private static final String SECRET = "hunter2";

    static Stream<BiFunction<DkRedisBuilder, Duration, DkRedisBuilder>> limits() {
        return Stream.of(DkRedisBuilder::timeout, DkRedisBuilder::connectTimeout, DkRedisBuilder::closeTimeout);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void timeout_outOfBounds_isRefused(BiFunction<DkRedisBuilder, Duration, DkRedisBuilder> limit) {
        for (Duration wrong : new Duration[] {
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(999_999),
            Duration.ofDays(1).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE)
        }) {
            assertThatIllegalArgumentException()
                    .as("%s", wrong)
                    .isThrownBy(() -> limit.apply(DkRedis.builder(), wrong))
                    .withMessageContaining("timeout");
        }
        assertThatCode(() -> limit.apply(DkRedis.builder(), Duration.ofMillis(1)))
                .doesNotThrowAnyException();
        assertThatCode(() -> limit.apply(DkRedis.builder(), Duration.ofDays(1))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void maxInFlight_outOfBounds_isRefused(int wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.builder().maxInFlight(wrong))
                .withMessageContaining("from 1 to a million");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak", "grün", "del\u007f"})
    void clientName_notOneWord_isRefused(String wrong) {
        assertThatIllegalArgumentException().isThrownBy(() -> DkRedis.builder().clientName(wrong));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "http://:hunter2@localhost",
                "redis://:hunter2@localhost:port",
                "redis://user:hunter2@",
                "redis://:hunter2 @localhost",
                "redis://:hunter2@localhost:99999999",
                "redis://:hunter2@one_host:port",
                "redis://:hunter2@one:6379,two:port",
                "redis://:hunter2@one:6379,,two:6379",
                "redis-sentinel://:hunter2@",
                "redis:hunter2"
            })
    void uri_invalid_isRefusedWithoutQuotingIt(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.connect(wrong))
                .satisfies(e -> Stream.iterate((Throwable) e, t -> t != null, Throwable::getCause)
                        .forEach(t -> assertThat(t.toString()).doesNotContain(SECRET)));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost?timeout=3s, timeout(Duration)",
        "redis://localhost:6379/1?verifyPeer=NONE&Timeout=3s, timeout(Duration)",
        "redis-sentinel://localhost?clientName=hunter2#primary, clientName(String)",
        "redis://localhost?hunter2=1, unknown",
        "redis://:hunter2?hunter2@localhost, %3F"
    })
    void uri_parameterThatWouldBeIgnored_isRefused(String uri, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.builder().uri(uri))
                .withMessageContaining(hint)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://::1:6379, brackets",
        "redis://:hunter2@fe80::1, brackets",
        "redis-sentinel://:hunter2@localhost:26379, after #",
        "redis-sentinel://localhost:26379/1, after #"
    })
    void uri_partIsMissing_messageSaysWhich(String uri, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.builder().uri(uri))
                .withMessageContaining(hint)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void uri_knownParameters_areUsed() {
        RedisURI parsed = Addresses.parse("rediss://localhost?database=3&verifyPeer=NONE");
        assertThat(parsed.getDatabase()).isEqualTo(3);
        assertThat(parsed.isVerifyPeer()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://my_redis:6380, my_redis:6380",
        "redis://:p%40ss@my_redis:6380/2, my_redis:6380",
        "redis://my_redis, my_redis:6379",
        "redis://[::1]:6380, [::1]:6380",
        "rediss://redis.example:1, redis.example:1"
    })
    void uri_hostThatJavaDoesNotParse_keepsItsPort(String uri, String address) {
        RedisURI parsed = Addresses.parse(uri);

        assertThat(parsed.getHost() + ":" + parsed.getPort()).isEqualTo(address);
    }

    static Stream<Map<String, String>> wrongEnvironments() {
        return Stream.of(
                Map.of("REDIS_URL", "http://:hunter2@localhost"),
                Map.of("REDIS_PORT", "hunter2"),
                Map.of("REDIS_PORT", "0"),
                Map.of("REDIS_PORT", "65536"),
                Map.of("REDIS_PORT", "-1"),
                Map.of("REDIS_DB", "hunter2"),
                Map.of("REDIS_DB", "-1"),
                Map.of("REDIS_DB", "99999999999"),
                Map.of("REDIS_USERNAME", "hunter2"));
    }

    @ParameterizedTest
    @MethodSource("wrongEnvironments")
    void environment_invalid_isRefusedByNameOnly(Map<String, String> environment) {
        String variable = environment.keySet().iterator().next();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.builder(environment).connect())
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(variable.equals("REDIS_URL") ? "redis://" : variable)
                        .doesNotContain(SECRET));
    }

    @Test
    void environment_uriIsSet_isNotRead() {
        assertThatCode(() -> DkRedis.builder(Map.of("REDIS_PORT", "nonsense")).uri("redis://localhost"))
                .doesNotThrowAnyException();
    }

    static Stream<org.assertj.core.api.ThrowableAssert.ThrowingCallable> nulls() {
        DkRedisBuilder builder = DkRedis.builder();
        return Stream.of(
                () -> builder.uri(NullValue.<String>nullValue()),
                () -> builder.uri(NullValue.<io.lettuce.core.RedisURI>nullValue()),
                () -> builder.clientName(nullValue()),
                () -> builder.timeout(nullValue()),
                () -> builder.connectTimeout(nullValue()),
                () -> builder.closeTimeout(nullValue()),
                () -> builder.executor(nullValue()),
                () -> builder.resources(nullValue()),
                () -> builder.sslOptions(nullValue()),
                () -> builder.listener(nullValue()),
                () -> builder.metrics(nullValue()),
                () -> DkRedis.connect(nullValue()));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void setting_null_isRefusedAtOnce(org.assertj.core.api.ThrowableAssert.ThrowingCallable setting) {
        org.assertj.core.api.Assertions.assertThatThrownBy(setting)
                .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
    }

    @Test
    void executor_null_isNotTheDefault() {
        assertThatNullPointerException().isThrownBy(() -> DkRedis.builder().executor(nullValue()));
    }
}

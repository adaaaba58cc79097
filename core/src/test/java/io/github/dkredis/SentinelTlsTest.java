package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.CertificateAuthority;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code rediss-sentinel://}: TLS to the Sentinels and to the primary that they name. */
class SentinelTlsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static CertificateAuthority authority;
    private static SentinelGroup group;

    @BeforeAll
    static void start() {
        authority = CertificateAuthority.create();
        group = RedisServer.sentinel()
                .password("pr1mary")
                .tls(authority, authority.server())
                .start();
    }

    @AfterAll
    static void stop() {
        group.close();
        authority.close();
    }

    private static DkRedisBuilder builder() {
        return DkRedis.builder(Map.of())
                .uri(group.uri().toString())
                .connectTimeout(SOON)
                .timeout(SOON);
    }

    @Test
    void connect_authorityIsTrusted_findsThePrimaryAndMovesWithIt() {
        try (DkRedis redis = builder().caCertificate(authority.certificate()).connect()) {
            redis.mutex("m").run(() -> redis.values().set("before", "v"));
            assertThat(group.primary().command("EXISTS", "before")).isEqualTo(1L);

            RedisServer promoted = group.failover();
            String address = "127.0.0.1:" + promoted.tlsUri().getPort();
            Await.until(() -> redis.toString().contains(" at " + address), SOON);
            redis.values().set("after", "v");

            assertThat(promoted.command("EXISTS", "after")).isEqualTo(1L);
            assertThat(promoted.clients())
                    .noneMatch(line ->
                            line.contains("laddr=127.0.0.1:" + promoted.port()) && line.contains("name=dkredis"));
        }
    }

    @Test
    void connect_authorityIsNotTrusted_namesTheSentinelAndTheSetting() {
        RedisUnavailableException refusal = catchThrowableOfType(
                RedisUnavailableException.class, () -> builder().connect().close());

        assertThat(refusal.reason()).isEqualTo(Reason.TLS);
        assertThat(refusal).hasMessageContaining("Sentinel 127.0.0.1:").hasMessageContaining("REDIS_CA_FILE");
    }
}

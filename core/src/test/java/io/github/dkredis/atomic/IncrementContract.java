package io.github.dkredis.atomic;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of increments, in either style. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class IncrementContract {

    private DkRedis redis;
    private AtomicsApi atomics;
    private AtomicsApi withTtl;

    abstract AtomicsApi style(Atomics atomics);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        atomics = style(redis.atomics());
        withTtl = style(redis.atomics().withTtlForNewKeys(Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void increment_whole_addsExactlyUpToTheEndsOfTheRange(RedisServer server) {
        for (AtomicsApi api : List.of(atomics, withTtl)) {
            server.command("DEL", "n");
            assertThat(api.increment("n", 5)).isEqualTo(5);
            assertThat(api.increment("n", -7)).isEqualTo(-2);
            assertThat(api.increment("n", 0)).isEqualTo(-2);
            server.command("SET", "n", "9223372036854775806");
            assertThat(api.increment("n", 1)).isEqualTo(Long.MAX_VALUE); // Planted: the script's number, rounded
            server.command("SET", "n", "0");
            assertThat(api.increment("n", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void increment_fraction_adds() {
        for (AtomicsApi api : List.of(atomics, withTtl)) {
            assertThat(api.increment("d", 0.5)).isIn(0.5, 3.0);
            assertThat(api.increment("d", 2.0)).isIn(2.5, 5.0);
        }
        assertThat(atomics.increment("large", 1e300)).isEqualTo(1e300);
        assertThat(atomics.increment("small", 1e-9)).isEqualTo(1e-9);
    }

    @Test
    void increment_contentThatDoesNotFit_isAWrongTypeAndChangesNothing(RedisServer server) {
        server.command("SET", "text", "abc");
        server.command("SET", "fraction", "1.5");
        server.command("SET", "max", Long.toString(Long.MAX_VALUE));
        server.command("HSET", "h", "f", "v");
        for (AtomicsApi api : List.of(atomics, withTtl)) {
            for (String key : List.of("text", "fraction", "max", "h")) {
                assertThatThrownBy(() -> api.increment(key, 1L))
                        .isInstanceOfSatisfying(
                                WrongTypeException.class,
                                e -> assertThat(e.key()).isEqualTo(key))
                        .hasMessageContaining("increment")
                        .hasMessageContaining("nothing was changed");
            }
            assertThatThrownBy(() -> api.increment("text", 0.5))
                    .isInstanceOf(WrongTypeException.class)
                    .hasMessageContaining("not a number");
            assertThatThrownBy(() -> api.increment("max", 1))
                    .isInstanceOf(WrongTypeException.class)
                    .hasMessageContaining("range of a long");
        }
        assertThat(server.command("GET", "text")).isEqualTo("abc");
        assertThat(server.command("GET", "max")).isEqualTo(Long.toString(Long.MAX_VALUE));
        assertThat(server.command("PTTL", "text")).isEqualTo(-1L);
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> atomics.increment("n", amount))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("finite");
        }
        assertThatThrownBy(() -> atomics.increment("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withTtl.increment("\uD800", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.increment(nullValue(), 1)).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
    }
}

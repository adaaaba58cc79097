package io.github.dkredis.hash;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single fields of hashes and several hashes at once, in either style. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class HashFieldsContract {

    private DkRedis redis;
    private HashesApi hashes;

    abstract HashesApi style(Hashes hashes);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        hashes = style(redis.hashes());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void increment_wholeAndFraction_adds(RedisServer server) {
        hashes.set("h", Map.of("max", "9223372036854775806"), Duration.ofHours(1));

        assertThat(hashes.increment("h", "n", 5)).isEqualTo(5);
        assertThat(hashes.increment("h", "n", -7)).isEqualTo(-2);
        assertThat(hashes.increment("h", "max", 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(hashes.increment("h", "d", 0.5)).isEqualTo(0.5);
        assertThat(hashes.increment("h", "d", 1e-3)).isEqualTo(0.501);
        assertThat((Long) server.command("PTTL", "h")).isPositive();
    }

    @Test
    void increment_contentThatDoesNotFit_isAWrongTypeThatNamesTheKey(RedisServer server) {
        hashes.set("h", Map.of("text", "abc", "max", Long.toString(Long.MAX_VALUE)));
        server.command("SET", "s", "1");

        assertThatThrownBy(() -> hashes.increment("h", "text", 1))
                .isInstanceOfSatisfying(
                        WrongTypeException.class, e -> assertThat(e.key()).isEqualTo("h"))
                .hasMessageContaining("whole number");
        assertThatThrownBy(() -> hashes.increment("h", "text", 0.5))
                .isInstanceOf(WrongTypeException.class)
                .hasMessageContaining("not a number");
        assertThatThrownBy(() -> hashes.increment("h", "max", 1))
                .isInstanceOf(WrongTypeException.class)
                .hasMessageContaining("range of a long");
        assertThatThrownBy(() -> hashes.increment("s", "f", 1)).isInstanceOf(WrongTypeException.class);
        assertThat(hashes.get("h", "max")).contains(Long.toString(Long.MAX_VALUE));
    }

    @Test
    void remove_fields_removesTheHashWithTheLast(RedisServer server) {
        hashes.set("h", Map.of("a", "1", "b", "2", "c", "3", "d", "4"));

        assertThat(hashes.remove("h", "a")).isTrue();
        assertThat(hashes.remove("h", "a")).isFalse();
        assertThat(hashes.removeAll("h", List.of("b", "c", "x"))).isEqualTo(2);
        assertThat(hashes.get("h")).isEqualTo(Map.of("d", "4"));
        assertThat(hashes.remove("h", "d")).isTrue();
        assertThat(server.command("EXISTS", "h")).isEqualTo(0L);
        assertThat(hashes.remove("missing", "f")).isFalse();
    }

    @Test
    void get_fields_returnsThoseThatExistInOrder() {
        hashes.set("h", Map.of("a", "1", "b", "", "c", "3"));

        assertThat(hashes.get("h", List.of("c", "x", "b", "c")))
                .containsExactly(Map.entry("c", "3"), Map.entry("b", ""));
        assertThat(hashes.get("missing", List.of("a"))).isEmpty();
    }

    /** Planted: one hash after the other; the replies that were held back let only one request out. */
    @Test
    void getAll_manyHashes_areSentTogether(RedisServer server, FaultProxy proxy) throws Exception {
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "h" + i).toList();
        keys.subList(0, 49).forEach(key -> hashes.set(key, Map.of("f", key)));
        try (DkRedis proxied = ContractClient.connect(server, proxy)) {
            proxy.stall(Direction.REPLIES);
            Actor<Map<String, Map<String, String>>> all =
                    Actor.start(() -> style(proxied.hashes()).getAll(keys));
            Await.until(() -> server.calls("hgetall") == 50, Actor.LIMIT);
            proxy.resume(Direction.REPLIES);

            assertThat(all.get())
                    .hasSize(49)
                    .containsEntry("h7", Map.of("f", "h7"))
                    .doesNotContainKey("h49");
        }
    }

    @Test
    void getAll_hashesOfDifferentKinds_namesTheWrongOne(RedisServer server) {
        hashes.set("h1", Map.of("f", "h1"));
        assertThat(hashes.getAll(List.of("h1", "h1"))).containsOnlyKeys("h1");
        server.command("SET", "s", "1");
        assertThatThrownBy(() -> hashes.getAll(List.of("h1", "s")))
                .isInstanceOfSatisfying(
                        WrongTypeException.class, e -> assertThat(e.key()).isEqualTo("s"));
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        assertThatThrownBy(() -> hashes.increment("", "f", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.increment("h", "\uD800", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.increment("h", "f", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.removeAll("h", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.get("h", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.getAll(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.getAll(List.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.remove(nullValue(), "f")).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
    }
}

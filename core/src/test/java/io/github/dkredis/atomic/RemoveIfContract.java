package io.github.dkredis.atomic;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.NullValue;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of removeIf, in either style: a key is removed only if it holds the expected value. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class RemoveIfContract {

    private DkRedis redis;
    private AtomicsApi atomics;

    abstract AtomicsApi style(Atomics atomics);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        atomics = style(redis.atomics());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void removeIf_equalOrNot_removesOrLeaves(RedisServer server) {
        server.command("SET", "k", "grün");

        assertThat(atomics.removeIf("k", "GRÜN")).isFalse();
        assertThat(atomics.removeIf("k", "")).isFalse();
        assertThat(atomics.removeIf("k", "grün ")).isFalse();
        assertThat(server.command("EXISTS", "k")).isEqualTo(1L);
        assertThat(atomics.removeIf("k", "grün")).isTrue();
        assertThat(atomics.removeIf("k", "grün")).isFalse();
    }

    @Test
    void removeIf_missingKey_differsFromEmptyText(RedisServer server) {
        assertThat(atomics.removeIf("k", "")).isFalse();
        assertThat(atomics.removeIf("k", new byte[0])).isFalse();
        server.command("SET", "k", "");
        assertThat(atomics.removeIf("k", "")).isTrue();
    }

    @Test
    void removeIf_bytes_areComparedAsTheyAre() {
        byte[] bytes = {0, (byte) 0xFF, '\r', '\n', 0};
        redis.values(Codec.bytes()).set("k", bytes);

        assertThat(atomics.removeIf("k", new byte[] {0, (byte) 0xFF, '\r', '\n'}))
                .isFalse();
        assertThat(atomics.removeIf("k", bytes)).isTrue();
    }

    @Test
    void removeIf_codec_comparesTheCodecsBytes() {
        redis.values().set("k", Map.of("a", 1));
        redis.values().set("none", null);

        assertThat(atomics.removeIf("k", Codec.pickle(), Map.of("a", 2))).isFalse();
        assertThat(atomics.removeIf("k", Codec.pickle(), Map.of("a", 1))).isTrue();
        assertThat(atomics.removeIf("none", Codec.pickle(), null)).isTrue();
        assertThatThrownBy(() -> atomics.removeIf("k", Codec.string(), 7))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"k\"");
    }

    @Test
    void removeIf_otherType_isLeftUntouched(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        assertThatThrownBy(() -> atomics.removeIf("h", "v")).isInstanceOf(WrongTypeException.class);
        assertThat(server.command("EXISTS", "h")).isEqualTo(1L);
    }

    /** Planted: GET and DEL as two commands; several callers were told that they had removed the key. */
    @Test
    void removeIf_manyAtOnce_oneDoes(RedisServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 100; round++) {
                server.command("SET", "k", "token");
                List<Future<Boolean>> removing = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> atomics.removeIf("k", "token")))
                        .toList();
                int removed = 0;
                for (Future<Boolean> one : removing) {
                    removed += one.get() ? 1 : 0;
                }
                assertThat(removed).isOne();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        assertThatThrownBy(() -> atomics.removeIf("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.removeIf("\uD800", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.removeIf("k", "\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.removeIf(nullValue(), "x")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.removeIf("k", NullValue.<String>nullValue()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.removeIf("k", NullValue.<byte[]>nullValue()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.removeIf("k", nullValue(), "x")).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
    }
}

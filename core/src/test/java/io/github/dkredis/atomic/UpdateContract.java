package io.github.dkredis.atomic;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.NullValue;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.RespConnection;
import io.github.dkredis.testkit.Topology;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of updates, in either style: no change is lost, whichever other callers write. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class UpdateContract {

    record Account(String owner, long cents) {}

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

    private static String increment(@Nullable String old) {
        return old == null ? "1" : Long.toString(Long.parseLong(old) + 1);
    }

    @Test
    void update_missingThenPresent_getsTheCurrentValue(RedisServer server) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            atomics.update("n", old -> {
                given.add(String.valueOf(old));
                return increment(old);
            });
        }
        assertThat(given).containsExactly("null", "1", "2");
        assertThat(server.command("GET", "n")).isEqualTo("3");
        assertThat(server.command("PTTL", "n")).isEqualTo(-1L);
    }

    @Test
    void update_noRace_isOneGetAndOneScript(RedisServer server) {
        atomics.update("n", UpdateContract::increment);
        server.resetStats();
        atomics.update("n", UpdateContract::increment);

        assertThat(server.calls("evalsha")).isOne();
        assertThat(server.calls("get")).isEqualTo(2); // one of them in the script
    }

    /** Planted: the script without {@code keepttl}, like the update of the Python package. */
    @Test
    void update_keyWithTtl_keepsIt(RedisServer server) {
        server.command("SET", "n", "1", "PX", "60000");
        atomics.update("n", UpdateContract::increment);

        assertThat((Long) server.command("PTTL", "n")).isBetween(1L, 60_000L);
    }

    @Test
    void update_emptyAndLargeTexts_areCompared(RedisServer server) {
        server.command("SET", "k", "");
        String large = "x".repeat(4 << 20);

        assertThat(atomics.update("k", old -> old + large)).isEqualTo(large);
        assertThat(atomics.update("k", old -> old.substring(1))).hasSize(large.length() - 1);
        assertThat(server.command("STRLEN", "k")).isEqualTo((long) large.length() - 1);
    }

    @Test
    void updateBytes_argumentAndResult_areCopies(RedisServer server) {
        byte[] mine = {0, (byte) 0xFF, 1};
        byte[] written = atomics.updateBytes("k", old -> mine);
        mine[0] = 9;
        atomics.updateBytes("k", old -> {
            old[2] = 7;
            return old;
        });

        assertThat(written[0]).isIn((byte) 0, (byte) 9);
        assertThat((byte[]) server.commandBinary(bytes("GET"), bytes("k"))).containsExactly(0, 0xFF, 7);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void updateCodec_record_isChangedWithinItsPickle() {
        Codec pickle = Codec.pickle();
        redis.values().set("a", new Account("Ada", 5));

        assertThat(atomics.update("a", pickle, Account.class, a -> new Account(a.owner(), a.cents() + 7)))
                .isEqualTo(new Account("Ada", 12));
        assertThat(redis.values().get("a", Account.class)).contains(new Account("Ada", 12));
        redis.values().set("none", null);
        assertThat(atomics.update("none", pickle, Account.class, a -> new Account(String.valueOf(a), 1)))
                .isEqualTo(new Account("null", 1));
    }

    @Test
    void update_contentThatDoesNotFit_isACodecExceptionThatNamesTheKey(RedisServer server) {
        server.commandBinary(bytes("SET"), bytes("k"), new byte[] {(byte) 0xFF});

        assertThatThrownBy(() -> atomics.update("k", old -> "x"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"k\"");
        assertThatThrownBy(() -> atomics.update("k", Codec.pickle(), Account.class, old -> old))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"k\"");
        assertThatThrownBy(() -> atomics.update("new", Codec.string(), Object.class, old -> 7))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"new\"");
        assertThat(server.command("STRLEN", "k")).isEqualTo(1L);
    }

    @Test
    void update_functionThatFails_affectsItsCallerOnly(RedisServer server) {
        server.command("SET", "n", "7", "PX", "60000");
        IllegalStateException mine = new IllegalStateException("mine");

        assertThatThrownBy(() -> atomics.update("n", old -> {
                    throw mine;
                }))
                .isSameAs(mine);
        assertThatThrownBy(() -> atomics.update("n", old -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> atomics.update("n", old -> nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.updateBytes("n", old -> nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.update("n", old -> "\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.command("GET", "n")).isEqualTo("7");
        assertThat((Long) server.command("PTTL", "n")).isPositive();
        assertThat(redis.toString()).contains(", 0 in flight");
    }

    @Test
    void update_otherType_isLeftUntouched(RedisServer server) {
        server.command("RPUSH", "l", "x");

        assertThatThrownBy(() -> atomics.update("l", old -> "y")).isInstanceOf(WrongTypeException.class);
        assertThat(server.command("LLEN", "l")).isEqualTo(1L);
    }

    @Test
    void update_typeChangesMeanwhile_isLeftUntouched(RedisServer server) {
        assertThatThrownBy(() -> atomics.update("k", old -> {
                    server.command("RPUSH", "k", "x");
                    return "y";
                }))
                .isInstanceOf(WrongTypeException.class);
        assertThat(server.command("LLEN", "k")).isEqualTo(1L);
    }

    /** Planted: a script that wrote without comparing; most of the increments were lost. */
    @Test
    void update_eightThreadsOfTwoClients_loseNoChange(RedisServer server) throws Exception {
        int each = 150;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (DkRedis second = ContractClient.connect(server)) {
            AtomicsApi other = style(second.atomics());
            List<Future<?>> workers = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            (thread % 2 == 0 ? atomics : other).update("n", UpdateContract::increment);
                        }
                    }))
                    .toList();
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.command("GET", "n")).isEqualTo(Integer.toString(8 * each));
    }

    /** Python uses WATCH and MULTI. On the same key at the same time, neither side loses a change of the other. */
    @Test
    void update_againstPythonsWatch_losesNoChange(RedisServer server) throws Exception {
        int each = 300;
        server.command("SET", "n", "0");
        ExecutorService python = Executors.newSingleThreadExecutor();
        try (RespConnection connection = server.connect()) {
            Future<?> other = python.submit(() -> {
                for (int i = 0; i < each; i++) {
                    incrementAsPythonDoes(connection, server.keyPrefix() + "n");
                }
            });
            for (int i = 0; i < each; i++) {
                atomics.update("n", UpdateContract::increment);
            }
            other.get();
        } finally {
            python.shutdownNow();
        }
        assertThat(server.command("GET", "n")).isEqualTo(Integer.toString(2 * each));
    }

    private static void incrementAsPythonDoes(RespConnection connection, String key) {
        Object done;
        do {
            connection.call("WATCH", key);
            String next = increment((String) connection.call("GET", key));
            connection.call("MULTI");
            connection.call("SET", key, next);
            done = connection.call("EXEC");
        } while (done == null);
    }

    @Test
    void update_keyKeepsChanging_endsInAConflict(RedisServer server) {
        AtomicInteger changes = new AtomicInteger();

        assertThatThrownBy(() -> atomics.update("k", old -> {
                    server.command("SET", "k", "other-" + changes.incrementAndGet());
                    return "mine";
                }))
                .isInstanceOfSatisfying(UpdateConflictException.class, e -> {
                    assertThat(e.key()).isEqualTo("k");
                    assertThat(e.attempts()).isEqualTo(changes.get()).isBetween(1, 1_000);
                })
                .hasMessageContaining("\"k\"");
        assertThat(server.command("GET", "k")).isEqualTo("other-" + changes.get());
    }

    @Test
    void update_refused_readsNothingAgain(RedisServer server) {
        AtomicInteger runs = new AtomicInteger();
        atomics.update("warm", old -> "x");
        server.resetStats();
        atomics.update("k", old -> {
            if (runs.incrementAndGet() < 4) {
                server.command("INCR", "k");
            }
            return old + "!";
        });

        assertThat(runs.get()).isEqualTo(4);
        assertThat(server.command("GET", "k")).isEqualTo("3!");
        assertThat(server.calls("evalsha")).isEqualTo(4);
        assertThat(server.calls("get")).isEqualTo(1 + 4 + 1); // the read, those in the scripts, that of this test
    }

    @Test
    void update_removedOrExpiredMeanwhile_startsAnew(RedisServer server) {
        server.command("SET", "k", "old");
        List<String> given = new ArrayList<>();
        atomics.update("k", old -> {
            given.add(String.valueOf(old));
            if (given.size() == 1) {
                server.command("DEL", "k");
            }
            return "new";
        });

        assertThat(given).containsExactly("old", "null");
        assertThat(server.command("GET", "k")).isEqualTo("new");
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        for (String key : List.of("", "\uD800")) {
            assertThatThrownBy(() -> atomics.update(key, old -> "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> atomics.updateBytes(key, old -> old)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> atomics.update(nullValue(), old -> "x")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.update("k", nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.updateBytes("k", nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.update("k", nullValue(), String.class, old -> "x"))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.update("k", Codec.pickle(), NullValue.<Class<String>>nullValue(), old -> "x"))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.update("k", Codec.pickle(), String.class, nullValue()))
                .isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
        assertThatThrownBy(() -> server.command("NONSENSE")).isInstanceOf(ErrorReplyException.class);
    }
}

package io.github.dkredis.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers of one client that update one key at the same time are combined, in either style. Counts decide. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class CombinedUpdateContract {

    private DkRedis redis;
    private Atomics all;
    private AtomicsApi atomics;

    abstract AtomicsApi style(Atomics atomics);

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = DkRedis.connect(proxy.uri().toString());
        all = redis.atomics();
        atomics = style(all);
        atomics.update("warm", old -> "x"); // loads the script, so that each write is one command
    }

    @AfterEach
    void close() {
        Await.until(() -> all.combiner().keys() == 0, Actor.LIMIT); // nothing is left behind
        redis.close();
    }

    private static String increment(@Nullable String old) {
        return old == null ? "1" : Long.toString(Long.parseLong(old) + 1);
    }

    /** Starts callers one after the other while no reply arrives, so that all of them wait together. */
    private <T> List<Actor<T>> together(FaultProxy proxy, List<Callable<T>> callers) {
        proxy.stall(Direction.REPLIES);
        List<Actor<T>> actors = new ArrayList<>();
        for (Callable<T> caller : callers) {
            actors.add(Actor.start(caller));
            Await.until(() -> all.combiner().waiting() == actors.size(), Actor.LIMIT);
        }
        proxy.resume(Direction.REPLIES);
        return actors;
    }

    /** Planted: batches of one caller; there were a hundred scripts. */
    @Test
    void update_hundredCallers_areOneReadAndOneScript(RedisServer server, FaultProxy proxy) throws Exception {
        server.resetStats();
        List<Callable<String>> callers = IntStream.range(0, 100)
                .mapToObj(i -> (Callable<String>) () -> atomics.update("n", CombinedUpdateContract::increment))
                .toList();
        List<String> results = new ArrayList<>();
        for (Actor<String> actor : together(proxy, callers)) {
            results.add(actor.get());
        }

        assertThat(results)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(Integer::toString)
                        .toList()); // first come, first served
        assertThat(server.calls("evalsha")).isOne();
        assertThat(server.calls("get")).isEqualTo(2); // one of them in the script
        assertThat(server.command("GET", "n")).isEqualTo("100");
    }

    /** Planted: a batch without a bound; it was one script. */
    @Test
    void update_moreCallersThanABatchTakes_areTwoScriptsAndOneRead(RedisServer server, FaultProxy proxy)
            throws Exception {
        server.resetStats();
        int callers = CombinedKey.MAX_BATCH + 10;
        for (Actor<String> actor : together(
                proxy,
                IntStream.range(0, callers)
                        .mapToObj(i -> (Callable<String>) () -> atomics.update("n", CombinedUpdateContract::increment))
                        .toList())) {
            actor.get();
        }

        assertThat(server.calls("evalsha")).isEqualTo(2);
        assertThat(server.calls("get")).isEqualTo(3); // two of them in the scripts
        assertThat(server.command("GET", "n")).isEqualTo(Integer.toString(callers));
    }

    /** Planted: the exception of a function was the failure of the whole batch. */
    @Test
    void update_oneFunctionThrows_othersAreWritten(RedisServer server, FaultProxy proxy) throws Exception {
        IllegalStateException mine = new IllegalStateException("mine");
        List<Actor<String>> actors = together(
                proxy,
                List.of(
                        () -> atomics.update("n", old -> "a"),
                        () -> atomics.update("n", old -> {
                            throw mine;
                        }),
                        () -> atomics.update("n", old -> old + "c"),
                        () -> atomics.update("n", Codec.json(), new TypeRef<List<String>>() {}, old -> List.of())
                                .toString()));

        assertThat(actors.get(0).get()).isEqualTo("a");
        assertThatThrownBy(() -> actors.get(1).get()).isSameAs(mine);
        assertThat(actors.get(2).get()).isEqualTo("ac");
        assertThatThrownBy(() -> actors.get(3).get()).isInstanceOf(CodecException.class);
        assertThat(server.command("GET", "n")).isEqualTo("ac");
    }

    /**
     * The second caller comes while a write is under way, and another client writes before its function runs. The
     * function must not fail because of a value that had been replaced before the call. Planted: a function that threw
     * was believed at once.
     */
    @Test
    void update_functionThrowsOnAnOutdatedValue_isAskedAgain(RedisServer server, FaultProxy proxy) throws Exception {
        Actor<String> first = Actor.start(() -> atomics.update("n", old -> {
            proxy.stall(Direction.REPLIES); // of all connections, else a silent one would be replaced
            return "poor";
        }));
        Await.until(() -> "poor".equals(server.command("GET", "n")), Actor.LIMIT);
        server.command("SET", "n", "rich");
        Actor<String> second = Actor.start(() -> atomics.update("n", old -> {
            if (!"rich".equals(old)) {
                throw new IllegalStateException("insufficient funds");
            }
            return "spent";
        }));
        Await.until(() -> all.combiner().waiting() == 1, Actor.LIMIT);
        proxy.resume(Direction.REPLIES);

        assertThat(first.get()).isEqualTo("poor");
        assertThat(second.get()).isEqualTo("spent");
    }

    /** Planted: the callers of a batch whose reply was lost were put back into the queue; each change ran twice. */
    @Test
    void update_replyOfACombinedWriteIsLost_isUnknownToAllItsCallers(RedisServer server, FaultProxy proxy)
            throws Exception {
        IllegalStateException mine = new IllegalStateException("mine");
        Fault lost = proxy.onNext("evalsha").dropReply();
        List<Actor<String>> actors = together(
                proxy,
                List.of(
                        () -> atomics.update("n", CombinedUpdateContract::increment),
                        () -> atomics.update("n", CombinedUpdateContract::increment),
                        () -> atomics.update("n", old -> {
                            throw mine;
                        })));
        Throwable one = failure(actors.get(0));
        Throwable other = failure(actors.get(1));

        assertThat(List.of(one, other))
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("was not sent again"));
        assertThat(one).isNotSameAs(other);
        assertThat(failure(actors.get(2))).isSameAs(mine); // it was not part of the write
        assertThat(lost.times()).isOne();
        assertThat(server.command("GET", "n")).isEqualTo("2");
        assertThat(atomics.update("n", CombinedUpdateContract::increment)).isEqualTo("3");
    }

    private static Throwable failure(Actor<?> actor) {
        try {
            return new AssertionError("it did not fail: " + actor.get());
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void update_otherType_isTheFailureOfEachCaller(RedisServer server, FaultProxy proxy) {
        server.command("RPUSH", "l", "x");
        List<Actor<String>> actors =
                together(proxy, List.of(() -> atomics.update("l", old -> "y"), () -> atomics.update("l", old -> "y")));

        assertThat(actors)
                .allSatisfy(actor -> assertThat(failure(actor))
                        .isInstanceOfSatisfying(
                                WrongTypeException.class,
                                e -> assertThat(e.key()).isEqualTo("l")));
        assertThat(server.command("LLEN", "l")).isEqualTo(1L);
    }

    /** Planted: a refused batch was dropped; its callers waited until their time limit. */
    @Test
    void update_combinedWriteIsRefused_runsAllFunctionsAgain(RedisServer server, FaultProxy proxy) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Callable<String> caller = () -> atomics.update("n", old -> {
            if (runs.incrementAndGet() == 1) {
                server.command("SET", "n", "10");
            }
            return increment(old);
        });
        List<String> results = new ArrayList<>();
        for (Actor<String> actor : together(proxy, List.of(caller, caller, caller))) {
            results.add(actor.get());
        }

        assertThat(results).containsExactly("11", "12", "13");
        assertThat(runs.get()).isEqualTo(6);
    }

    @Test
    void update_insideTheFunctionOfAnother_isRefused(RedisServer server) {
        for (Atomics inner : List.of(all, all.withoutCombining())) {
            for (AtomicsApi outer : List.of(atomics, style(all.withoutCombining()))) {
                assertThatThrownBy(() -> outer.update("n", old -> style(inner).update("other", o -> "x")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("\"other\"")
                        .hasMessageContaining("\"n\"");
            }
        }
        try (DkRedis second = DkRedis.connect(server.uri().toString())) {
            assertThat(atomics.update("n", old -> second.atomics().update("other", o -> "x")))
                    .isEqualTo("x");
        }
        assertThat(atomics.update("n", old -> old + "!")).isEqualTo("x!"); // the thread is free again
    }

    @Test
    void withTtlForNewKeys_everyOperation_setsItOnceAndForNewKeysOnly(RedisServer server) {
        AtomicsApi hour = style(all.withTtlForNewKeys(Duration.ofHours(1)));
        AtomicsApi separate = style(all.withoutCombining().withTtlForNewKeys(Duration.ofHours(1)));
        List<Runnable> operations = List.of(
                () -> hour.update("k", CombinedUpdateContract::increment),
                () -> separate.update("k", CombinedUpdateContract::increment),
                () -> hour.increment("k", 1),
                () -> hour.increment("k", 0.5),
                () -> hour.setMax("k", 7),
                () -> hour.setMin("k", "2"));
        for (Runnable operation : operations) {
            server.command("DEL", "k");
            operation.run();
            assertThat((Long) server.command("PTTL", "k")).isBetween(3_500_000L, 3_600_000L);
            server.command("SET", "k", "3", "PX", "60000");
            operation.run();
            assertThat((Long) server.command("PTTL", "k")).isBetween(1L, 60_000L);
            server.command("SET", "k", "3");
            operation.run();
            assertThat(server.command("PTTL", "k")).isEqualTo(-1L);
        }
        assertThatThrownBy(() -> all.withTtlForNewKeys(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(all.withTtlForNewKeys(Duration.ofSeconds(1)).withoutCombining())
                .hasToString("Atomics[new keys: TTL of 1000 ms, updates: separate]");
    }

    @Test
    void update_combinedAndNew_getsTheTtlOfTheCallerThatCreatesIt(RedisServer server, FaultProxy proxy)
            throws Exception {
        AtomicsApi hour = style(all.withTtlForNewKeys(Duration.ofHours(1)));
        for (Actor<String> actor : together(
                proxy,
                List.<Callable<String>>of(
                        () -> hour.update("k", CombinedUpdateContract::increment),
                        () -> atomics.update("k", CombinedUpdateContract::increment)))) {
            actor.get();
        }

        assertThat(server.command("GET", "k")).isEqualTo("2");
        assertThat((Long) server.command("PTTL", "k")).isPositive();
    }

    @Test
    void withoutCombining_callersAtOnce_applyTheirOwnFunctions(RedisServer server, FaultProxy proxy) throws Exception {
        AtomicsApi separate = style(all.withoutCombining());
        server.resetStats();
        proxy.stall(Direction.REPLIES);
        List<Actor<String>> actors = IntStream.range(0, 3)
                .mapToObj(i -> Actor.start(() -> separate.update("n", CombinedUpdateContract::increment)))
                .toList();
        Await.until(() -> server.calls("get") >= 3, Actor.LIMIT);
        proxy.resume(Direction.REPLIES);
        for (Actor<String> actor : actors) {
            actor.get();
        }

        assertThat(server.command("GET", "n")).isEqualTo("3");
        assertThat(server.calls("evalsha")).isBetween(3L, 6L); // each writes, and is refused while others do
    }
}

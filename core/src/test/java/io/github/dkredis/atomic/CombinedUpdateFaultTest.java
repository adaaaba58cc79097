package io.github.dkredis.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Callers of combined updates that are interrupted, cancelled or late, and clients that are closed, at every step: they
 * leave nothing behind and delay no other caller.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class CombinedUpdateFaultTest {

    private static DkRedis connect(FaultProxy proxy, Function<DkRedisBuilder, DkRedisBuilder> settings) {
        DkRedis redis =
                settings.apply(DkRedis.builder().uri(proxy.uri().toString())).connect();
        redis.atomics().withoutCombining().update("warm", old -> "x"); // loads the script
        return redis;
    }

    private static void awaitWaiting(DkRedis redis, int callers) {
        Await.until(() -> redis.atomics().combiner().waiting() == callers, Actor.LIMIT);
    }

    private static void awaitNothingLeft(DkRedis redis) {
        Await.until(() -> redis.atomics().combiner().keys() == 0, Actor.LIMIT);
        assertThat(redis.toString()).contains(", 0 in flight");
    }

    private static String append(@Nullable String old, String text) {
        return (old == null ? "" : old) + text;
    }

    private static Actor<String> appending(DkRedis redis, String text) {
        return Actor.start(() -> redis.atomics().update("k", old -> append(old, text)));
    }

    private static CompletableFuture<String> appendingLater(DkRedis redis, String text) {
        return redis.atomics().async().update("k", old -> append(old, text)).toCompletableFuture();
    }

    /** Planted: a caller that left emptied the queue; the other one waited until its time limit. */
    @Test
    void interrupt_duringTheRead_leavesTheOthersAlone(RedisServer server, FaultProxy proxy) throws Exception {
        try (DkRedis redis = connect(proxy, b -> b)) {
            proxy.stall(Direction.REPLIES);
            Actor<String> first = appending(redis, "a");
            awaitWaiting(redis, 1);
            Actor<String> second = appending(redis, "b");
            awaitWaiting(redis, 2);

            first.thread().interrupt();
            assertThatThrownBy(first::get)
                    .isInstanceOf(OperationInterruptedException.class)
                    .hasMessageContaining("nothing was changed");
            proxy.resume(Direction.REPLIES);

            assertThat(second.get()).isEqualTo("b");
            assertThat(server.command("GET", "k")).isEqualTo("b");
            awaitNothingLeft(redis);
        }
    }

    /** Planted: a batch of which a caller had left was not answered; the other one got no result. */
    @Test
    void interrupt_duringTheWrite_isUnknownToThatCallerOnly(RedisServer server, FaultProxy proxy) throws Exception {
        try (DkRedis redis = connect(proxy, b -> b)) {
            proxy.stall(Direction.REPLIES);
            Actor<String> first = Actor.start(() -> redis.atomics().update("k", old -> {
                proxy.stall(Direction.REPLIES); // of all connections, else a silent one would be replaced
                return append(old, "a");
            }));
            awaitWaiting(redis, 1);
            Actor<String> second = appending(redis, "b");
            awaitWaiting(redis, 2);
            CompletableFuture<String> third = appendingLater(redis, "c");
            awaitWaiting(redis, 3);
            proxy.resume(Direction.REPLIES);
            Await.until(() -> "abc".equals(server.command("GET", "k")), Actor.LIMIT);

            first.thread().interrupt();
            assertThatThrownBy(first::get).isInstanceOf(OutcomeUnknownException.class);
            third.cancel(false);
            proxy.resume(Direction.REPLIES);

            assertThat(second.get()).startsWith("ab");
            assertThat((String) server.command("GET", "k")).isEqualTo("abc");
            awaitNothingLeft(redis);
        }
    }

    /** Planted: a cancelled stage stayed in the queue, and its function was applied. */
    @Test
    void cancel_beforeItsChangeIsApplied_leavesItOut(RedisServer server, FaultProxy proxy) throws Exception {
        try (DkRedis redis = connect(proxy, b -> b)) {
            proxy.stall(Direction.REPLIES);
            CompletableFuture<String> first = appendingLater(redis, "a");
            CompletableFuture<String> second = appendingLater(redis, "b");
            awaitWaiting(redis, 2);

            first.cancel(false);
            assertThat(redis.atomics().combiner().waiting()).isOne();
            proxy.resume(Direction.REPLIES);

            assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("b");
            assertThat(server.command("GET", "k")).isEqualTo("b");
            awaitNothingLeft(redis);
        }
    }

    /**
     * The executor runs nothing, as if all of its threads waited for this key. Planted: the stage that had been asked
     * to apply the functions kept that task; the blocking caller waited until its time limit.
     */
    @Test
    void executor_occupied_blockingCallerAppliesTheFunctionsOfAll(RedisServer server, FaultProxy proxy)
            throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        try (DkRedis redis = connect(proxy, b -> b.executor(tasks::add))) {
            CompletableFuture<String> stage = appendingLater(redis, "a");
            Await.until(() -> !tasks.isEmpty(), Actor.LIMIT);

            assertThat(appending(redis, "b").get()).isEqualTo("ab");

            while (!stage.isDone()) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                }
            }
            assertThat(stage.get()).isEqualTo("a");
            awaitNothingLeft(redis);
        }
        assertThat(server.command("GET", "k")).isEqualTo("ab");
    }

    /** Planted: the next caller was not asked; it waited until its time limit. */
    @Test
    void cancel_ofTheStageThatIsToApplyTheFunctions_asksTheNext(RedisServer server, FaultProxy proxy) throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        try (DkRedis redis = connect(proxy, b -> b.executor(tasks::add))) {
            CompletableFuture<String> first = appendingLater(redis, "a");
            CompletableFuture<String> second = appendingLater(redis, "b");
            Await.until(() -> !tasks.isEmpty(), Actor.LIMIT);
            first.cancel(false);

            Await.until(
                    () -> {
                        Runnable task = tasks.poll();
                        if (task != null) {
                            task.run();
                        }
                        return second.isDone();
                    },
                    Actor.LIMIT);
            assertThat(second.get()).isEqualTo("b");
            awaitNothingLeft(redis);
        }
        assertThat(server.command("GET", "k")).isEqualTo("b");
    }

    @Test
    void timeLimit_serverStalled_endsEachCallerTyped(RedisServer server, FaultProxy proxy) throws Exception {
        try (DkRedis redis = connect(proxy, b -> b.timeout(Duration.ofMillis(1_500)))) {
            Actor<String> written = Actor.start(() -> redis.atomics().update("k", old -> {
                proxy.stall(Direction.REPLIES); // of all connections, else a silent one would be replaced
                return append(old, "a");
            }));
            Await.until(() -> "a".equals(server.command("GET", "k")), Actor.LIMIT);
            List<Actor<String>> waiting =
                    IntStream.range(0, 5).mapToObj(i -> appending(redis, "b")).toList();
            CompletableFuture<String> stage = appendingLater(redis, "c");

            assertThatThrownBy(written::get).isInstanceOf(OutcomeUnknownException.class);
            for (Actor<String> actor : waiting) {
                assertThatThrownBy(actor::get)
                        .isInstanceOfSatisfying(
                                RedisUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
            }
            assertThatThrownBy(() -> stage.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(DkRedisException.class);
            proxy.resume(Direction.REPLIES);
            awaitNothingLeft(redis);
        }
        assertThat(server.command("GET", "k")).isEqualTo("a");
    }

    @Test
    void close_whileCallersWait_endsAllOfThem(FaultProxy proxy) throws Exception {
        DkRedis redis = connect(proxy, b -> b.closeTimeout(Duration.ofMillis(200)));
        proxy.stall(Direction.REPLIES);
        List<Actor<String>> actors =
                IntStream.range(0, 5).mapToObj(i -> appending(redis, "a")).toList();
        CompletableFuture<String> stage = appendingLater(redis, "b");
        awaitWaiting(redis, 6);
        redis.close();

        for (Actor<String> actor : actors) {
            assertThatThrownBy(actor::get).isInstanceOfAny(IllegalStateException.class, DkRedisException.class);
        }
        assertThatThrownBy(() -> stage.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        awaitNothingLeft(redis);
        assertThatThrownBy(() -> redis.atomics().update("k", old -> "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> redis.atomics().async().update("k", old -> "x"))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Planted: stages were counted and never counted off; the third round was refused. */
    @Test
    void stages_moreThanTheClientAllows_areRefused(FaultProxy proxy) throws Exception {
        try (DkRedis redis = connect(proxy, b -> b.maxInFlight(10))) {
            for (int round = 0; round < 3; round++) {
                proxy.stall(Direction.REPLIES);
                List<CompletableFuture<String>> stages = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    stages.add(appendingLater(redis, "a"));
                }
                assertThatThrownBy(() -> appendingLater(redis, "b").get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                RedisUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
                proxy.resume(Direction.REPLIES);
                for (CompletableFuture<String> stage : stages) {
                    stage.get(20, TimeUnit.SECONDS);
                }
            }
            awaitNothingLeft(redis);
        }
    }

    /**
     * Threads and stages of two clients, of which some are interrupted or cancelled while connections are cut. What the
     * key holds at the end is at least what was acknowledged and at most what may have run. Planted: a write whose
     * outcome was unknown was repeated.
     */
    @Test
    void updates_cutInterruptedAndCancelled_countExactly(RedisServer server, FaultProxy proxy) throws Exception {
        int workers = 8;
        int each = 60;
        List<Actor<int[]>> actors = new ArrayList<>();
        try (DkRedis one = connect(proxy, b -> b);
                DkRedis two = connect(proxy, b -> b)) {
            for (int w = 0; w < workers; w++) {
                DkRedis redis = w % 2 == 0 ? one : two;
                boolean async = w % 4 < 2;
                actors.add(Actor.start(() -> work(redis, async, each)));
            }
            for (int i = 0; i < 6; i++) {
                int calls = i;
                Await.until(() -> proxy.requests("EVALSHA") > 20L * calls, Actor.LIMIT);
                proxy.cut();
                actors.get(i).thread().interrupt();
            }
            int acknowledged = 0;
            int unknown = 0;
            for (Actor<int[]> actor : actors) {
                int[] counts = actor.get();
                acknowledged += counts[0];
                unknown += counts[1];
            }
            assertThat(Integer.parseInt((String) server.command("GET", "k")))
                    .isBetween(acknowledged, acknowledged + unknown);
            assertThat(acknowledged).isGreaterThan(workers * each / 2);
            awaitNothingLeft(one);
            awaitNothingLeft(two);
        }
    }

    /** Answers with the number of acknowledged changes, and of those whose outcome is unknown. */
    private static int[] work(DkRedis redis, boolean async, int times) {
        Function<@Nullable String, String> increment =
                old -> old == null ? "1" : Integer.toString(Integer.parseInt(old) + 1);
        int[] counts = new int[2];
        for (int i = 0; i < times; i++) {
            try {
                if (async) {
                    redis.atomics()
                            .async()
                            .update("k", increment)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
                } else {
                    redis.atomics().update("k", increment);
                }
                counts[0]++;
            } catch (OperationInterruptedException e) {
                Thread.interrupted(); // nothing was written
            } catch (OutcomeUnknownException e) {
                Thread.interrupted();
                counts[1]++;
            } catch (InterruptedException e) {
                counts[1]++; // the stage goes on
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(OutcomeUnknownException.class);
                counts[1]++;
            } catch (java.util.concurrent.TimeoutException e) {
                throw new AssertionError("a stage hangs", e);
            }
        }
        return counts;
    }
}

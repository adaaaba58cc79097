package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The in-flight limit, interrupts and cancellation: each outcome of a request returns its permit. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class InFlightTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static DkRedisBuilder through(FaultProxy proxy) {
        return DkRedis.builder()
                .uri(proxy.uri().toString())
                .connectTimeout(SOON)
                .timeout(SOON)
                .closeTimeout(Duration.ofMillis(500));
    }

    /**
     * Holds the replies of all connections, for as long as the test takes: if that of one were held, its heartbeat
     * would move the commands to another one.
     */
    private static void hold(FaultProxy proxy) {
        proxy.stall(Direction.REPLIES);
    }

    private static void assertNothingInFlight(DkRedis redis) {
        Await.until(() -> redis.toString().contains(", 0 in flight"), SOON, redis::toString);
    }

    @Test
    void asyncCall_beyondTheLimit_isOverloaded(FaultProxy proxy, RedisServer server) {
        try (DkRedis redis = through(proxy).maxInFlight(3).connect()) {
            hold(proxy);
            List<CompletionStage<?>> inside = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                inside.add(redis.values().async().get("k"));
            }
            Await.until(() -> proxy.requests("get") > 0, SOON);

            assertThatThrownBy(() -> redis.values()
                            .async()
                            .set("refused", "v")
                            .toCompletableFuture()
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED))
                    .hasMessageContaining("3 requests are in flight")
                    .hasMessageContaining("it was not sent");

            proxy.resume(Direction.REPLIES);
            inside.forEach(stage -> stage.toCompletableFuture().join());
            redis.values().async().get("k").toCompletableFuture().join();
            assertNothingInFlight(redis);
            assertThat(server.command("EXISTS", "refused")).isEqualTo(0L);
        }
    }

    @Test
    void blockingCall_beyondTheLimit_waitsForAPermit(FaultProxy proxy) throws Exception {
        try (DkRedis redis = through(proxy).maxInFlight(1).connect()) {
            hold(proxy);
            CompletionStage<?> inside = redis.values().async().get("k");
            Await.until(() -> proxy.requests("get") > 0, SOON);
            CompletableFuture<Boolean> waiting = new CompletableFuture<>();
            Thread thread = new Thread(() -> waiting.complete(redis.values().contains("k")));
            thread.start();
            Await.until(() -> thread.getState() == Thread.State.TIMED_WAITING, SOON);
            assertThat(proxy.requests("EXISTS")).isZero();
            proxy.resume(Direction.REPLIES);

            assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
            inside.toCompletableFuture().join();
            assertNothingInFlight(redis);
        }
    }

    @Test
    void blockingCall_noPermitInTime_isOverloaded(FaultProxy proxy) {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (DkRedis redis = through(proxy)
                .maxInFlight(1)
                .timeout(Duration.ofMillis(200))
                .executor(executor)
                .connect()) {
            executor.execute(busy::join); // a permit is held until the executor has run the completion
            CompletionStage<?> inside = redis.values().async().contains("k");

            assertThatThrownBy(() -> redis.values().set("k", "v"))
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
            busy.complete(null);
            Await.until(inside.toCompletableFuture()::isDone, SOON); // its own reply may have come too late
            assertThat(proxy.requests("SET")).isZero();
            assertNothingInFlight(redis);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Caught: the request of a callback still held its permit, so a call inside the callback found none. */
    @Test
    void callback_onlyOnePermit_mayCallAgain(RedisServer server) throws Exception {
        try (DkRedis redis =
                DkRedis.builder().uri(server.uri().toString()).maxInFlight(1).connect()) {
            CompletableFuture<Boolean> chained = redis.values()
                    .async()
                    .set("k", "v")
                    .thenApply(done -> redis.values().contains("k"))
                    .toCompletableFuture();

            assertThat(chained.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Caught: a blocking walk was refused its pages or, with all threads of the executor waiting, never got one. */
    @Test
    void field_inCallbacksWithOnePermit_completes(RedisServer server) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            server.command("HSET", "h" + i, "f", "v");
        }
        try (DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .maxInFlight(1)
                .timeout(SOON)
                .connect()) {
            assertThat(redis.hashes().field("h*", "f")).hasSize(1_000);
        }
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            List<CompletableFuture<Integer>> walks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                walks.add(redis.values()
                        .async()
                        .get("k")
                        .thenApply(v -> redis.hashes().field("h*", "f").size())
                        .toCompletableFuture());
            }
            for (CompletableFuture<Integer> walk : walks) {
                assertThat(walk.get(60, TimeUnit.SECONDS)).isEqualTo(1_000);
            }
        }
    }

    // ---- interrupts

    private static CompletableFuture<Throwable> interrupted(FaultProxy proxy, String command, Runnable call) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        long before = proxy.requests(command);
        hold(proxy);
        Thread caller = new Thread(() -> {
            try {
                call.run();
                thrown.complete(new AssertionError("it returned"));
            } catch (RuntimeException e) {
                thrown.complete(
                        Thread.currentThread().isInterrupted() ? e : new AssertionError("the flag was lost", e));
            }
        });
        caller.start();
        Await.until(() -> proxy.requests(command) > before, SOON);
        caller.interrupt();
        thrown.join();
        proxy.resume(Direction.REPLIES);
        return thrown;
    }

    @Test
    void blockingCall_interrupted_isTypedAndKeepsTheFlag(FaultProxy proxy) {
        try (DkRedis redis = through(proxy).connect()) {
            assertThat(interrupted(proxy, "get", () -> redis.values().get("k")).join())
                    .isInstanceOf(OperationInterruptedException.class)
                    .hasMessageContaining("get \"k\"");
            assertThat(interrupted(proxy, "set", () -> redis.values().set("k", "v"))
                            .join())
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("set \"k\"");
            redis.ping();
            assertNothingInFlight(redis);
        }
    }

    @Test
    void blockingCall_interruptedBefore_isNotSent(FaultProxy proxy) {
        try (DkRedis redis = through(proxy).connect()) {
            for (Consumer<DkRedis> call : List.<Consumer<DkRedis>>of(
                    r -> r.values().set("k", "v"),
                    r -> r.values().get("k"),
                    r -> r.atomics().update("k", old -> "v"),
                    r -> r.hashes().field("*", "f"))) {
                Thread.currentThread().interrupt();
                try {
                    assertThatThrownBy(() -> call.accept(redis)).isInstanceOf(OperationInterruptedException.class);
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }
            redis.ping();
            assertThat(proxy.requests("SET") + proxy.requests("GET") + proxy.requests("EVALSHA"))
                    .isZero();
            assertNothingInFlight(redis);
        }
    }

    @Test
    void blockingCall_interruptedWhileWaitingForAPermit_isNotSent(FaultProxy proxy) throws Exception {
        try (DkRedis redis = through(proxy).maxInFlight(1).connect()) {
            hold(proxy);
            CompletionStage<?> inside = redis.values().async().get("k");
            Await.until(() -> proxy.requests("get") > 0, SOON);
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    redis.values().set("k", "v");
                } catch (RuntimeException e) {
                    thrown.complete(e);
                }
            });
            caller.start();
            Await.until(() -> caller.getState() == Thread.State.TIMED_WAITING, SOON);
            caller.interrupt();

            assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(OperationInterruptedException.class);
            proxy.resume(Direction.REPLIES);
            inside.toCompletableFuture().join();
            assertThat(proxy.requests("SET")).isZero();
        }
    }

    // ---- cancelling

    @Test
    void stage_cancelled_returnsItsPermitAndAffectsNoOther(FaultProxy proxy) {
        try (DkRedis redis = through(proxy).connect()) {
            redis.values().set("a", "1");
            hold(proxy);
            List<CompletableFuture<?>> stages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                stages.add(redis.values().async().get("a").toCompletableFuture());
            }
            Await.until(() -> proxy.requests("get") > 0, SOON);
            for (int i = 0; i < 500; i += 2) {
                assertThat(stages.get(i).cancel(true)).isTrue();
            }
            proxy.resume(Direction.REPLIES);

            for (int i = 0; i < 500; i++) {
                CompletableFuture<?> stage = stages.get(i);
                if (i % 2 == 0) {
                    assertThatThrownBy(stage::join).isInstanceOf(CancellationException.class);
                } else {
                    assertThat(stage.join()).isEqualTo(java.util.Optional.of("1"));
                }
            }
            assertNothingInFlight(redis);
        }
    }

    @Test
    void stage_cancelledWhileWaitingForAConnection_isNotSent(FaultProxy proxy, RedisServer server) {
        try (DkRedis redis = through(proxy).connect()) {
            proxy.refuse();
            proxy.cut();
            Await.until(
                    () -> {
                        try {
                            return !redis.unwrap().isOpen();
                        } catch (RedisUnavailableException e) {
                            return true;
                        }
                    },
                    SOON);
            CompletableFuture<?> stage =
                    redis.values().async().set("cancelled", "v").toCompletableFuture();
            stage.cancel(false);
            proxy.accept();
            redis.ping();

            assertThat(server.command("EXISTS", "cancelled")).isEqualTo(0L);
            assertNothingInFlight(redis);
        }
    }
}

package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.LeftoverCheck;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Closes clients at any moment and from any thread; nothing is left behind. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class CloseTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static DkRedisBuilder through(FaultProxy proxy) {
        return DkRedis.builder().uri(proxy.uri().toString()).closeTimeout(Duration.ofMillis(500));
    }

    @Test
    void anyCall_afterClose_isIllegalState(RedisServer server) {
        DkRedis redis = DkRedis.connect(server.uri().toString());
        redis.close();
        server.resetStats();

        assertThatIllegalStateException().isThrownBy(redis::ping).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> redis.values().set("k", "v"));
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.values().async().get("k"));
        assertThatIllegalStateException().isThrownBy(() -> redis.hashes().get("h"));
        assertThatIllegalStateException().isThrownBy(() -> redis.hashes().field("*", "f"));
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.hashes().async().field("*", "f"));
        assertThatIllegalStateException().isThrownBy(() -> redis.hashes().fieldStream("*", "f"));
        assertThatIllegalStateException().isThrownBy(() -> redis.atomics().update("k", old -> "v"));
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.atomics().async().update("k", old -> "v"));
        assertThat(server.calls("set") + server.calls("get") + server.calls("ping"))
                .isZero();
    }

    @Test
    void close_severalTimesAtOnce_closesOnce(RedisServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                DkRedis redis = DkRedis.connect(server.uri().toString());
                List<Future<?>> closing = IntStream.range(0, 8)
                        .<Future<?>>mapToObj(i -> threads.submit(redis::close))
                        .toList();
                for (Future<?> one : closing) {
                    one.get(20, TimeUnit.SECONDS);
                }
                redis.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void close_callsInFlight_letsThemFinish(FaultProxy proxy, RedisServer server) {
        DkRedis redis = through(proxy)
                .connectTimeout(SOON)
                .timeout(SOON)
                .closeTimeout(SOON)
                .connect();
        proxy.stall(Direction.REPLIES); // of all connections, so that a heartbeat does not give up the one in use
        CompletionStage<?> stage = redis.values().async().set("k", "v");
        Await.until(() -> proxy.requests("set") > 0, SOON);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(redis::close);
        Await.until(() -> isClosed(redis), SOON);
        proxy.resume(Direction.REPLIES);

        stage.toCompletableFuture().join();
        closing.join();
        assertThat(server.command("EXISTS", "k")).isEqualTo(1L);
    }

    @Test
    void close_callsThatDoNotEnd_endTyped(FaultProxy proxy) {
        DkRedis redis = through(proxy).connect();
        proxy.stall(Direction.REPLIES);
        CompletionStage<?> read = redis.values().async().get("k");
        CompletionStage<?> write = redis.values().async().set("k", "v");
        redis.close();

        assertThatThrownBy(() -> read.toCompletableFuture().join())
                .hasCauseInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> write.toCompletableFuture().join()).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void close_whileWaitingForAConnection_endsTheWait(FaultProxy proxy) {
        DkRedis redis = through(proxy).timeout(Duration.ofHours(1)).connect();
        proxy.refuse();
        proxy.cut();
        List<CompletionStage<?>> stages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stages.add(redis.values().async().get("k"));
        }
        CompletableFuture<?> blocked =
                CompletableFuture.supplyAsync(() -> redis.values().get("k"));
        redis.close();

        stages.forEach(stage -> assertThatThrownBy(
                        () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RedisUnavailableException.class));
        assertThatThrownBy(() -> blocked.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfAny(RedisUnavailableException.class, IllegalStateException.class);
    }

    @Test
    void close_manyThreadsAtWork_eachCallSucceedsOrFails(RedisServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            DkRedis redis = DkRedis.connect(server.uri().toString());
            List<Future<Throwable>> workers = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> workUntilItThrows(redis, i)))
                    .toList();
            Await.until(() -> server.calls("set") > 200, SOON);
            redis.close();
            for (Future<Throwable> worker : workers) {
                assertThat(worker.get(20, TimeUnit.SECONDS))
                        .isInstanceOfAny(IllegalStateException.class, DkRedisException.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static Throwable workUntilItThrows(DkRedis redis, int thread) {
        try {
            while (true) {
                redis.values().set("k" + thread, "v");
                redis.values().async().get("k" + thread).toCompletableFuture().join();
            }
        } catch (java.util.concurrent.CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Caught: close waited for the request of the callback itself, and so took the whole limit. */
    @Test
    void close_fromACallback_doesNotWaitForItself(RedisServer server) throws Exception {
        DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .closeTimeout(Duration.ofHours(1))
                .connect();
        CompletableFuture<Void> closed = redis.values()
                .async()
                .get("k")
                .thenAccept(value -> redis.close())
                .toCompletableFuture();

        closed.get(20, TimeUnit.SECONDS);
        assertThatIllegalStateException().isThrownBy(redis::ping);
    }

    /** Caught: after a close between two pages, the caller of {@code field} waited for ever. */
    @Test
    void close_betweenTwoPages_endsTheWalk(FaultProxy proxy, RedisServer server) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            server.command("HSET", "h" + i, "f", "v");
        }
        DkRedis redis = through(proxy).connect();
        redis.hashes().field("none*", "f");
        CompletableFuture<CompletableFuture<?>> walk = new CompletableFuture<>();
        Fault closes = proxy.onNext("evalsha").run(() -> new Thread(redis::close).start());
        walk.complete(redis.hashes().async().field("h*", "f").toCompletableFuture());

        CompletableFuture<?> result = walk.get(20, TimeUnit.SECONDS);
        try {
            result.get(20, TimeUnit.SECONDS); // the walk may have ended just in time
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).cause().isInstanceOfAny(IllegalStateException.class, DkRedisException.class);
        }
        assertThat(closes.times()).isOne();
        Await.until(() -> isClosed(redis), SOON);
    }

    @Test
    void close_serverStalled_endsWithinItsLimits(FaultProxy proxy) {
        DkRedis redis = through(proxy).connect();
        proxy.stall(Direction.REPLIES);
        redis.values().async().get("k");
        long start = System.nanoTime();
        redis.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void close_interrupted_keepsTheFlag(FaultProxy proxy) throws Exception {
        DkRedis redis = through(proxy).connect();
        proxy.stall(Direction.REPLIES);
        redis.values().async().get("k");
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            redis.close();
            flag.complete(Thread.currentThread().isInterrupted());
        });
        closer.start();

        assertThat(flag.get(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Caught: the client created its own event loops instead of using the given resources. */
    @Test
    void close_resourcesOfTheCaller_areUsedAndStayOpen(RedisServer server) throws Exception {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        try {
            for (int i = 0; i < 3; i++) {
                LeftoverCheck since = LeftoverCheck.since(server, "dkredis");
                try (DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .resources(resources)
                        .connect()) {
                    redis.values().async().set("k", "v").toCompletableFuture().join();
                    assertThat(redis.unwrap().getResources().eventLoopGroupProvider())
                            .isSameAs(resources.eventLoopGroupProvider());
                }
                since.check(SOON, Leftover.THREADS, Leftover.CONNECTIONS);
                assertThat(resources.eventExecutorGroup().isShuttingDown()).isFalse();
                CompletableFuture<Void> tick = new CompletableFuture<>();
                resources.timer().newTimeout(t -> tick.complete(null), 1, TimeUnit.MILLISECONDS);
                tick.get(20, TimeUnit.SECONDS);
            }
        } finally {
            resources.shutdown(0, 2, TimeUnit.SECONDS).get();
        }
    }

    @Test
    void call_resourcesOfTheCallerShutDown_endsTyped(RedisServer server) throws Exception {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .resources(resources)
                .timeout(Duration.ofMillis(500))
                .connect();
        // An event loop of Netty 4.2 that is shut down without a quiet period may end before it has closed its
        // channels.
        resources.shutdown(10, 2_000, TimeUnit.MILLISECONDS).get();

        assertThatThrownBy(redis::ping).isInstanceOfAny(DkRedisException.class, IllegalStateException.class);
        assertThatThrownBy(() ->
                        redis.values().async().get("k").toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isInstanceOfAny(IllegalStateException.class, java.util.concurrent.ExecutionException.class);
        redis.close();
        assertThat(redis.toString()).contains("0 in flight");
    }

    @Test
    void stage_executorShutDown_stillCompletes(RedisServer server) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .executor(executor)
                .connect()) {
            executor.shutdownNow();

            CompletableFuture<String> thread = new CompletableFuture<>();
            redis.values()
                    .async()
                    .get("k")
                    .thenAccept(v -> thread.complete(Thread.currentThread().getName()));

            assertThat(thread.get(20, TimeUnit.SECONDS)).doesNotContain("lettuce");
        }
    }

    private static boolean isClosed(DkRedis redis) {
        try {
            redis.values().async().contains("k"); // does not wait
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}

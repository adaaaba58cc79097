package io.github.dkredis.chaos.load;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the load against a private server in this process. */
final class LoadRun {

    /**
     * How much runs at once.
     *
     * @param inFlight asynchronous operations that are begun together, of which some are over the client's limit
     * @param limit the client's limit of operations in flight
     * @param waitingLocks asynchronous callers that wait for locks
     * @param threads blocking callers of each feature
     * @param pause the mean pause of a blocking caller between two calls
     */
    record Size(int inFlight, int limit, int waitingLocks, int threads, Duration pause) {}

    /** Threads and live heap at a moment. */
    record Health(int threads, long heapBytes) {}

    /** What was measured. */
    record Result(Health early, Health late, List<LoadMeter> meters) {}

    /** One call of a feature by the caller with a number. */
    private interface Work {
        void run(int caller) throws Exception;
    }

    private static final int LOCKS = 50;

    private final Size size;
    private final Duration time;
    private final List<LoadMeter> meters = new ArrayList<>();
    private volatile boolean ending;
    /** No burst begins: what is in flight would count as live heap. */
    private volatile boolean measuring;

    LoadRun(Size size, Duration time) {
        this.size = size;
        this.time = time;
    }

    Result run() throws Exception {
        ExecutorService callers = Callers.executor();
        try (RedisServer server = RedisServer.start();
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .maxInFlight(size.limit())
                        .connect()) {
            startBlocking(redis, callers);
            startWaiting(redis);
            LoadMeter bursts = meter("in flight");
            callers.submit(() -> burst(redis, bursts));
            Thread.sleep(time.toMillis() / 5);
            Health early = health();
            Thread.sleep(time.toMillis() * 4 / 5);
            Health late = health();
            ending = true;
            callers.shutdown();
            callers.awaitTermination(30, TimeUnit.SECONDS);
            return new Result(early, late, meters);
        } finally {
            callers.shutdownNow();
        }
    }

    private LoadMeter meter(String name) {
        LoadMeter meter = new LoadMeter(name);
        meters.add(meter);
        return meter;
    }

    // ---- blocking callers

    private void startBlocking(DkRedis redis, ExecutorService callers) {
        NamedCache<String, String> cache = redis.cache(
                "load",
                String.class,
                CacheOptions.defaults().ttl(Duration.ofSeconds(5)).nearCache(500));
        repeat(
                "value",
                callers,
                caller -> redis.values(Codec.string()).set("value:" + caller, "v", Duration.ofMinutes(1)));
        repeat(
                "update",
                callers,
                caller -> redis.atomics()
                        .withTtlForNewKeys(Duration.ofMinutes(1))
                        .update("update:" + caller % 20, text -> text == null ? "1" : text.substring(0, 1)));
        repeat("hash", callers, caller -> redis.hashes().increment("hash:" + caller % 20, "field", 1));
        repeat(
                "cache",
                callers,
                caller -> cache.get("key" + ThreadLocalRandom.current().nextInt(1_000), key -> "v"));
        repeat(
                "mutex",
                callers,
                caller -> redis.mutex("busy:" + caller % 20).acquire().close());
        repeat(
                "semaphore",
                callers,
                caller -> redis.semaphore("busy", 10).acquire().close());
        repeat(
                "rate limit",
                callers,
                caller -> redis.rateLimiter("busy", Rate.of(100, Duration.ofSeconds(1)))
                        .tryAcquire());
        repeat("cooldown", callers, caller -> redis.cooldown(List.of("r" + caller), Duration.ofSeconds(1)));
    }

    private void repeat(String name, ExecutorService callers, Work work) {
        LoadMeter meter = meter(name);
        for (int i = 0; i < size.threads(); i++) {
            int caller = i;
            callers.submit(() -> {
                while (!ending) {
                    Thread.sleep(ThreadLocalRandom.current()
                            .nextLong(2 * size.pause().toMillis()));
                    long begin = System.nanoTime();
                    try {
                        work.run(caller);
                        meter.succeeded(System.nanoTime() - begin);
                    } catch (Exception e) {
                        meter.failed(e);
                    }
                }
                return null;
            });
        }
    }

    // ---- asynchronous callers

    /** Each waiter gets its lock in turn, keeps it for a moment, and waits again. */
    private void startWaiting(DkRedis redis) {
        LoadMeter meter = meter("waiting lock");
        for (int i = 0; i < size.waitingLocks(); i++) {
            waitFor(redis, "queue:" + i % LOCKS, meter);
        }
    }

    private void waitFor(DkRedis redis, String name, LoadMeter meter) {
        long begin = System.nanoTime();
        redis.mutex(name).timeout(Duration.ofMinutes(10)).async().acquire().whenComplete((lease, failure) -> {
            if (failure == null) {
                meter.succeeded(System.nanoTime() - begin);
            } else if (!ending) {
                meter.failed(failure);
            }
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
                    .execute(() -> next(redis, name, meter, lease));
        });
    }

    private void next(DkRedis redis, String name, LoadMeter meter, @Nullable Lease lease) {
        if (lease != null) {
            lease.close();
        }
        if (!ending) {
            waitFor(redis, name, meter);
        }
    }

    /** Begins more operations at once than the client's limit allows, waits for all, and again. */
    private Object burst(DkRedis redis, LoadMeter meter) throws InterruptedException {
        while (!ending) {
            if (measuring) {
                Thread.sleep(50);
                continue;
            }
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < size.inFlight(); i++) {
                int number = i;
                calls.add(timed(
                        meter,
                        () -> redis.values(Codec.string()).async().get("value:" + number % 1_000, String.class)));
            }
            CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
                    .exceptionally(failure -> null) // counted one by one
                    .join();
            Thread.sleep(1_000);
        }
        return meter;
    }

    private static CompletableFuture<?> timed(LoadMeter meter, Supplier<CompletionStage<?>> call) {
        long begin = System.nanoTime();
        return call.get()
                .whenComplete((value, failure) -> {
                    if (failure == null) {
                        meter.succeeded(System.nanoTime() - begin);
                    } else {
                        meter.failed(failure);
                    }
                })
                .toCompletableFuture();
    }

    // ----

    /** The least of some measurements, because calls of other callers are under way. */
    private Health health() throws InterruptedException {
        measuring = true;
        int threads = Integer.MAX_VALUE;
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            Thread.sleep(500);
            System.gc();
            threads = Math.min(threads, ManagementFactory.getThreadMXBean().getThreadCount());
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        measuring = false;
        return new Health(threads, heap);
    }
}

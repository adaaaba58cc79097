package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.cache.Cache;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;

/** A worker with many threads that all ask for the same cache entry at the same moment. */
final class CacheCallers {

    static final int THREADS = 250;
    static final String QUERIES = "queries";
    static final int DATABASE_CONNECTIONS = 50;
    static final Duration QUERY = Duration.ofMillis(300);

    private static final String WARM_UP = "warm-up";
    private static final String KEY = "sales";
    private static final Duration TTL = Duration.ofMinutes(1);

    private final WorkerContext context;
    private final Semaphore database = new Semaphore(DATABASE_CONNECTIONS);

    private CacheCallers(WorkerContext context) {
        this.context = context;
    }

    static Figures naive(WorkerContext context, List<String> arguments) throws Exception {
        CacheCallers callers = new CacheCallers(context);
        RedisCommands<byte[], byte[]> plain = context.plain();
        byte[] key = ("report:" + KEY).getBytes(US_ASCII);
        return callers.run(() -> plain.get(WARM_UP.getBytes(US_ASCII)), () -> {
            byte[] cached = plain.get(key);
            if (cached == null) {
                cached = callers.query().getBytes(US_ASCII);
                plain.set(key, cached, SetArgs.Builder.ex(TTL));
            }
            return cached;
        });
    }

    static Figures dkredis(WorkerContext context, List<String> arguments) throws Exception {
        CacheCallers callers = new CacheCallers(context);
        Cache<String, String> reports = context.redis().cache("reports", String.class);
        return callers.run(() -> reports.get(WARM_UP, name -> name), () -> reports.get(KEY, name -> callers.query()));
    }

    /** Stands for a slow query: the pool has a few connections, and every query is counted in Redis. */
    private String query() throws InterruptedException {
        database.acquire();
        try {
            context.plain().incr(QUERIES.getBytes(US_ASCII));
            Thread.sleep(QUERY.toMillis());
            return "the sales report";
        } finally {
            database.release();
        }
    }

    /** Each thread makes a call that is not measured first, so that the figures are not those of class loading. */
    private Figures run(Callable<?> warmUp, Callable<?> caller) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS, () -> {
            try {
                context.awaitStart();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Long> nanos = Threads.run(THREADS, index -> {
            warmUp.call();
            start.await();
            long begun = System.nanoTime();
            caller.call();
            return System.nanoTime() - begun;
        });
        long slowest = nanos.stream().mapToLong(Long::longValue).max().orElse(0);
        return new Figures(Map.of("slowestMicros", slowest / 1_000));
    }
}

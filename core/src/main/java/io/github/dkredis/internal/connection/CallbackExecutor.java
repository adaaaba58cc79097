package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.DaemonThreads;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where stages complete, and where callers' callbacks run that no thread waits for: the caller's executor, or a pool of
 * the client's own. It takes every task: if the executor refuses one, the task runs in the JVM's common pool, since a
 * stage must not stay open for ever.
 */
final class CallbackExecutor implements Executor {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Executor executor;
    private final @Nullable ThreadPoolExecutor pool;

    CallbackExecutor(@Nullable Executor callers) {
        this.pool = callers == null ? newPool() : null;
        this.executor = callers == null ? Objects.requireNonNull(pool) : callers;
    }

    /** Its queue is bounded by the bound on commands in flight: a stage keeps its permit until it is completed. */
    private static ThreadPoolExecutor newPool() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DaemonThreads("dkredis-" + NUMBERS.incrementAndGet() + "-async-"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException e) { // it was shut down, or is full
            ForkJoinPool.commonPool().execute(task);
        }
    }

    /** Ends the client's own pool; the caller's executor goes on. */
    void close() {
        if (pool != null) {
            pool.shutdown();
        }
    }
}

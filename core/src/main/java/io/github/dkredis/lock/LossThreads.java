package io.github.dkredis.lock;

import io.github.dkredis.internal.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which callers are told of losses. Each callback has a thread of its own, since a loss is urgent, and
 * any other code of the application may block for long. Threads exist only while leases are being lost.
 */
final class LossThreads implements Executor {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** If as many callbacks block at the same time, the next ones go to the client's executor. */
    private static final int MAX_THREADS = 1_000;

    private final ThreadPoolExecutor pool;

    LossThreads(Executor overflow) {
        this.pool = new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DaemonThreads("dkredis-lock-loss-" + NUMBERS.incrementAndGet() + "-"),
                (task, full) -> overflow.execute(task));
    }

    /** Runs a caller's code; what it throws is logged. */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a callback for the loss of a lease failed", e);
            }
        });
    }

    /** Ends the threads once their callbacks have ended. */
    void close() {
        pool.shutdown();
    }
}

package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.ClientClosedException;
import io.github.dkredis.internal.command.Request;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bound on commands in flight. A blocking caller waits for a permit until its deadline; an asynchronous caller is
 * refused at once.
 */
final class InFlightLimiter {

    private final int limit;
    private final Semaphore permits;
    private volatile boolean closed;

    InFlightLimiter(int limit) {
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    void acquire(long deadlineNanos, Request<?> request) throws InterruptedException {
        checkOpen(0);
        if (Thread.interrupted()) {
            throw new InterruptedException(); // also if there is a permit: nothing is sent for an interrupted thread
        }
        if (!permits.tryAcquire() && !permits.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw overloaded(request);
        }
        checkOpen(1);
    }

    void acquireAtOnce(Request<?> request) {
        checkOpen(0);
        if (!permits.tryAcquire()) {
            throw overloaded(request);
        }
        checkOpen(1);
    }

    void release() {
        permits.release();
    }

    int inFlight() {
        return limit - permits.availablePermits();
    }

    /** The number of threads that wait for a permit; it may change at any time. */
    int waiting() {
        return permits.getQueueLength();
    }

    /** Refuses new commands, and waits for those in flight; answers whether all have ended in time. */
    boolean closeAndDrain(long nanos) throws InterruptedException {
        closed = true;
        boolean drained = permits.tryAcquire(limit, nanos, TimeUnit.NANOSECONDS);
        if (drained) {
            permits.release(limit); // callers that wait for a permit wake up, and find the client closed
        }
        return drained;
    }

    void checkOpen() {
        checkOpen(0);
    }

    private void checkOpen(int permitsTaken) {
        if (closed) {
            permits.release(permitsTaken);
            throw new ClientClosedException();
        }
    }

    private RedisUnavailableException overloaded(Request<?> request) {
        return new RedisUnavailableException(
                Reason.OVERLOADED,
                request.label() + ": " + limit
                        + " requests are in flight, the most this client allows; it was not sent."
                        + " Slow down, or raise maxInFlight",
                null);
    }
}

package io.github.dkredis.internal;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bound on requests in flight. A blocking caller waits for a place within its time limit; an asynchronous one is
 * refused at once.
 */
final class Gate {

    private final int limit;
    private final Semaphore places;
    private volatile boolean closed;

    Gate(int limit) {
        this.limit = limit;
        this.places = new Semaphore(limit);
    }

    void enter(long deadlineNanos, Call<?, ?> call) throws InterruptedException {
        checkOpen(0);
        if (Thread.interrupted()) {
            throw new InterruptedException(); // whether there is a place or not: nothing is sent
        }
        if (!places.tryAcquire() && !places.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw overloaded(call);
        }
        checkOpen(1);
    }

    void enterAtOnce(Call<?, ?> call) {
        checkOpen(0);
        if (!places.tryAcquire()) {
            throw overloaded(call);
        }
        checkOpen(1);
    }

    void leave() {
        places.release();
    }

    int inFlight() {
        return limit - places.availablePermits();
    }

    /** Lets nobody in any more, and waits for those inside; says whether all have left in time. */
    boolean closeAndDrain(long nanos) throws InterruptedException {
        closed = true;
        boolean drained = places.tryAcquire(limit, nanos, TimeUnit.NANOSECONDS);
        if (drained) {
            places.release(limit); // whoever waits for a place is told that the client is closed
        }
        return drained;
    }

    private void checkOpen(int placesTaken) {
        if (closed) {
            places.release(placesTaken);
            throw new IllegalStateException("this DkRedis is closed");
        }
    }

    private RedisUnavailableException overloaded(Call<?, ?> call) {
        return new RedisUnavailableException(
                Reason.OVERLOADED,
                call.label() + ": " + limit + " requests are in flight, the most this client allows; it was not sent."
                        + " Slow down, or raise maxInFlight",
                null);
    }
}

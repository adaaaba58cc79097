package io.github.dkredis.cache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that is read in a nanosecond and stands still for {@value #TICK_MILLIS} ms at a time; the system's takes longer than
 * a look into a near cache. One thread, from the first near cache to the end.
 */
final class CoarseClock implements AutoCloseable {

    static final long TICK_MILLIS = 10;

    private final Thread thread;
    private volatile long millis = exactMillis();
    private volatile boolean closed;

    CoarseClock() {
        thread = new Thread(this::tick, "dkredis-clock");
        thread.setDaemon(true);
        thread.start();
    }

    private void tick() {
        while (!closed) {
            millis = exactMillis();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
    }

    /** The time of the last tick. */
    long millis() {
        return millis;
    }

    /** The time, in milliseconds since some moment, never going back. */
    static long exactMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

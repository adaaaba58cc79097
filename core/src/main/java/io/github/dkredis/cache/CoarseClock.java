package io.github.dkredis.cache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that takes a nanosecond to read and advances every {@value #TICK_MILLIS} ms. Reading the system's clock takes
 * longer than a lookup in a near cache. One daemon thread advances it, from the first near cache until the client is
 * closed.
 */
final class CoarseClock implements AutoCloseable {

    static final long TICK_MILLIS = 10;

    private final Thread thread;
    private volatile long millis = exactMillis();
    private volatile boolean closed;

    CoarseClock() {
        thread = new Thread(this::run, "dkredis-clock");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            millis = exactMillis();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
    }

    /** The time of the last tick, in milliseconds since an arbitrary moment. */
    long millis() {
        return millis;
    }

    /** The time now, in milliseconds since the same moment; never goes back. */
    static long exactMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;

/** One call of a {@code get} with a loader. One thread at a time uses it. */
final class LoadRequest {

    private final Object key;
    private final Operation<?> loader;
    private final long deadlineNanos;
    private boolean hasWaited;

    /**
     * A call.
     *
     * @param loader may run more than once
     * @param deadlineNanos the moment of {@link System#nanoTime} until which the caller waits for loads of others
     */
    LoadRequest(Object key, Operation<?> loader, long deadlineNanos) {
        this.key = key;
        this.loader = loader;
        this.deadlineNanos = deadlineNanos;
    }

    Object key() {
        return key;
    }

    Operation<?> loader() {
        return loader;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The call waits for the load of another caller; counted once, however often it wakes up. */
    void waits(StatsCounter stats) {
        if (!hasWaited) {
            hasWaited = true;
            stats.waits.increment();
        }
    }
}

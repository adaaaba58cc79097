package io.github.dkredis.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases that threads hold through {@link Mutex#asLock()}, and how often each thread has entered. The map is
 * shared, but an entry is read and written by its own thread only, so a count needs no synchronisation.
 */
final class HoldCounts {

    private record Key(Thread thread, String name) {}

    /** The lease of one thread, with the number of {@code lock} calls that still need their {@code unlock}. */
    static final class Hold {
        final Lease lease;
        int count = 1;

        Hold(Lease lease) {
            this.lease = lease;
        }
    }

    private final ConcurrentMap<Key, Hold> holds = new ConcurrentHashMap<>();

    /** {@return the current thread's hold of a mutex, or null} */
    @Nullable
    Hold ofCurrentThread(String name) {
        return holds.get(new Key(Thread.currentThread(), name));
    }

    void put(String name, Lease lease) {
        holds.put(new Key(Thread.currentThread(), name), new Hold(lease));
    }

    void remove(String name) {
        holds.remove(new Key(Thread.currentThread(), name));
    }

    /** {@return the number of holds of all threads} For tests: it must be zero once every lock was unlocked. */
    int size() {
        return holds.size();
    }
}

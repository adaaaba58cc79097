package io.github.dkredis.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The mutexes that threads hold through {@link Mutex#run}, {@link Mutex#call} or {@link Mutex#asLock()}. The map is
 * shared, but an entry is read and written by its own thread only, so a count needs no synchronisation.
 */
final class HoldCounts {

    private record Key(Thread thread, String name) {}

    /** A mutex that one thread holds. */
    static final class Hold {

        /** Through what a thread holds a mutex. */
        enum Scope {
            TASK,
            JDK_LOCK
        }

        final Lease lease;
        final Scope scope;

        /** The number of {@code lock} calls that still need their {@code unlock}. */
        int count = 1;

        Hold(Lease lease, Scope scope) {
            this.lease = lease;
            this.scope = scope;
        }
    }

    private final ConcurrentMap<Key, Hold> holds = new ConcurrentHashMap<>();

    /** {@return the current thread's hold of a mutex, or null} */
    @Nullable
    Hold ofCurrentThread(String name) {
        return holds.isEmpty() ? null : holds.get(new Key(Thread.currentThread(), name));
    }

    void lock(String name, Lease lease) {
        holds.put(new Key(Thread.currentThread(), name), new Hold(lease, Hold.Scope.JDK_LOCK));
    }

    void unlock(String name) {
        holds.remove(new Key(Thread.currentThread(), name));
    }

    /**
     * The current thread begins a task under a lease.
     *
     * @return the hold in which it does so, for {@link #leave}: its lease was lost; usually null
     */
    @Nullable
    Hold enter(String name, Lease lease) {
        return holds.put(new Key(Thread.currentThread(), name), new Hold(lease, Hold.Scope.TASK));
    }

    /** The current thread ends a task. */
    void leave(String name, @Nullable Hold outer) {
        Key key = new Key(Thread.currentThread(), name);
        if (outer == null) {
            holds.remove(key);
        } else {
            holds.put(key, outer);
        }
    }

    /** {@return the number of holds of all threads} For tests: it must be zero once every lock was unlocked. */
    int size() {
        return holds.size();
    }
}

package io.github.dkredis.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Which threads hold which names through {@link Mutex#asLock()}, and how often. Each entry is used by its thread alone. */
final class HoldCounts {

    private record Key(Thread thread, String name) {}

    /** A lease, and how many locks without unlocks there are. */
    static final class Hold {
        final Lease lease;
        int count = 1;

        Hold(Lease lease) {
            this.lease = lease;
        }
    }

    private final ConcurrentMap<Key, Hold> holds = new ConcurrentHashMap<>();

    @Nullable
    Hold mine(String name) {
        return holds.get(new Key(Thread.currentThread(), name));
    }

    void put(String name, Lease lease) {
        holds.put(new Key(Thread.currentThread(), name), new Hold(lease));
    }

    void remove(String name) {
        holds.remove(new Key(Thread.currentThread(), name));
    }

    int size() {
        return holds.size();
    }
}

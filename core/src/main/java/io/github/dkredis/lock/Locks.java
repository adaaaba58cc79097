package io.github.dkredis.lock;

import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.connection.Client;


/**
 * Makes the locks of one client. The machinery of mutexes is opened by the first one that is acquired; fetch locks do not
 * need it.
 *
 * @hidden
 */
public final class Locks implements AutoCloseable {

    private final HoldCounts holds = new HoldCounts();
    private final Keys keys;
    private final FetchLockProvider fetchLocks;
    private final Lazy<MutexRegistry> mutexes;

    /** Not for callers. */
    @SuppressWarnings("exports")
    public Locks(Client client) {
        this.keys = client.keys();
        this.fetchLocks = new FetchLockProvider(new FetchLockCalls(client));
        this.mutexes = new Lazy<>(() -> new MutexRegistry(client));
    }

    /** As {@code DkRedis.mutex}. */
    public Mutex mutex(String name) {
        return new Mutex(this, LockKeys.of(keys, name), Mutex.DEFAULTS);
    }

    /** As {@code DkRedis.fetchLocks}. */
    public FetchLockProvider fetchLocks() {
        return fetchLocks;
    }

    MutexRegistry mutexes() {
        return mutexes.get();
    }

    /** Whether a mutex has been used. */
    boolean isMutexUsed() {
        return mutexes.ifMade() != null;
    }

    HoldCounts holds() {
        return holds;
    }

    @Override
    public void close() {
        MutexRegistry opened = mutexes.close();
        if (opened != null) {
            opened.close();
        }
    }
}

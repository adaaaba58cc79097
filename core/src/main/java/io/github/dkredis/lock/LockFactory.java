package io.github.dkredis.lock;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import java.util.Optional;

/**
 * Makes the locks of one client. The first mutex that is acquired opens the push connection and the timer; fetch locks
 * need neither of them to be asked for.
 *
 * @hidden
 */
public final class LockFactory implements AutoCloseable {

    private final HoldCounts holdCounts = new HoldCounts();
    private final LockMeter meter;
    private final Keys keys;
    private final LockInspection inspection;
    private final Locks locks;
    private final FetchLockCalls fetchLockCalls;
    private final FetchLockProvider fetchLocks;
    private final Lazy<MutexRegistry> mutexes;

    /** Called by {@code DkRedis} only. */
    @SuppressWarnings("exports")
    public LockFactory(Client client) {
        this.keys = client.keys();
        this.meter = new LockMeter(client.measurements());
        this.inspection = new LockInspection(client);
        this.locks = new Locks(inspection);
        this.fetchLockCalls = new FetchLockCalls(client);
        this.fetchLocks = new FetchLockProvider(fetchLockCalls);
        this.mutexes = new Lazy<>(() -> new MutexRegistry(client, meter));
    }

    /** See {@code DkRedis.mutex}. */
    public Mutex mutex(String name) {
        return new Mutex(this, LockKeys.of(keys, name), Mutex.DEFAULTS);
    }

    /** See {@code DkRedis.locks}. */
    public Locks locks() {
        return locks;
    }

    /** See {@code DkRedis.fetchLocks}. */
    public FetchLockProvider fetchLocks() {
        return fetchLocks;
    }

    MutexRegistry mutexes() {
        return mutexes.get();
    }

    /** Reads who holds a lock, for a caller that has waited in vain; empty if that cannot be found out. */
    Operation<Optional<LockInfo>> holderOf(LockKeys lock) {
        return inspection.getIfPossible(lock);
    }

    LockMeter meter() {
        return meter;
    }

    HoldCounts holdCounts() {
        return holdCounts;
    }

    @Override
    public void close() {
        fetchLockCalls.close();
        MutexRegistry opened = mutexes.close();
        if (opened != null) {
            opened.close();
        }
    }
}

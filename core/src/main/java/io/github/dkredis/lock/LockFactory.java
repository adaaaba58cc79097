package io.github.dkredis.lock;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import java.util.Collection;
import java.util.Optional;

/**
 * Makes the locks of one client. The first mutex that is acquired opens the push connection and the timer; fetch locks
 * need neither of them to be asked for.
 *
 * @hidden
 */
public final class LockFactory implements AutoCloseable {

    private final HoldCounts holdCounts = new HoldCounts();
    private final Client client;
    private final Keys keys;
    private final LockInspection inspection;
    private final Locks locks;
    private final FetchLockCalls fetchLockCalls;
    private final FetchLockProvider fetchLocks;
    private final Lazy<MutexRegistry> mutexes;
    private final Lazy<SemaphoreRegistry> semaphores;

    /** Called by {@code DkRedis} only. */
    @SuppressWarnings("exports")
    public LockFactory(Client client) {
        this.client = client;
        this.keys = client.keys();
        this.inspection = new LockInspection(client);
        this.locks = new Locks(inspection);
        this.fetchLockCalls = new FetchLockCalls(client);
        this.fetchLocks = new FetchLockProvider(fetchLockCalls);
        this.mutexes = new Lazy<>(() -> new MutexRegistry(client));
        this.semaphores = new Lazy<>(() -> new SemaphoreRegistry(client));
    }

    /** See {@code DkRedis.mutex}. */
    public Mutex mutex(String name) {
        return new Mutex(this, LockKeys.of(keys, name), Mutex.DEFAULTS);
    }

    /** See {@code DkRedis.locks}. */
    public Locks locks() {
        return locks;
    }

    /** See {@code DkRedis.mutexAll}. */
    public MultiMutex mutexAll(Collection<String> names) {
        return MultiMutex.of(this::mutex, names);
    }

    /** See {@code DkRedis.leader}. */
    public LeaderElection leader(String name) {
        return LeaderElection.of(this, client, name);
    }

    /** See {@code DkRedis.semaphore}. */
    public Semaphore semaphore(String name, int permits) {
        return Semaphore.of(semaphores, SemaphoreKeys.of(keys, name), permits);
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

    HoldCounts holdCounts() {
        return holdCounts;
    }

    @Override
    public void close() {
        fetchLockCalls.close();
        SemaphoreRegistry openedSemaphores = semaphores.close();
        if (openedSemaphores != null) {
            openedSemaphores.close();
        }
        MutexRegistry opened = mutexes.close();
        if (opened != null) {
            opened.close();
        }
    }
}

package io.github.dkredis.lock;

import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.connection.Client;
import java.util.Collection;

/**
 * Makes what one client builds on its locks, and its semaphores. The first semaphore that is used opens the push
 * connection and a timer.
 *
 * @hidden
 */
public final class CoordinationFactory implements AutoCloseable {

    private final Client client;
    private final LockFactory locks;
    private final Lazy<SemaphoreRegistry> semaphores;

    /** Called by {@code DkRedis} only. */
    @SuppressWarnings("exports")
    public CoordinationFactory(Client client, LockFactory locks) {
        this.client = client;
        this.locks = locks;
        this.semaphores = new Lazy<>(() -> new SemaphoreRegistry(client));
    }

    /** See {@code DkRedis.mutexAll}. */
    public MultiMutex mutexAll(Collection<String> names) {
        return MultiMutex.of(locks::mutex, names);
    }

    /** See {@code DkRedis.leader}. */
    public LeaderElection leader(String name) {
        return LeaderElection.of(locks, client, name);
    }

    /** See {@code DkRedis.semaphore}. */
    public Semaphore semaphore(String name, int permits) {
        return Semaphore.of(semaphores, SemaphoreKeys.of(client.keys(), name), permits);
    }

    @Override
    public void close() {
        SemaphoreRegistry opened = semaphores.close();
        if (opened != null) {
            opened.close();
        }
    }
}

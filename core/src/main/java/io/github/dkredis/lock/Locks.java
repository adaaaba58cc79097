package io.github.dkredis.lock;

import io.github.dkredis.internal.Client;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the locks of one client are made; nothing is opened before the first is acquired.
 *
 * @hidden
 */
public final class Locks implements AutoCloseable {

    private final Client client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Holds holds = new Holds();
    private final Denials denials = new Denials();
    private final Takings takings;
    private volatile @Nullable Cohorts cohorts;
    private volatile @Nullable FetchLocks fetchLocks;
    private boolean closed; // guarded by the lock

    /**
     * Not for callers.
     *
     * @param client the client
     */
    @SuppressWarnings("exports")
    public Locks(Client client) {
        this.client = client;
        this.takings = new Takings(client::runLater);
    }

    /**
     * A mutex with the defaults.
     *
     * @param name its name
     * @return the mutex
     */
    public Mutex mutex(String name) {
        return new Mutex(this, LockKeys.of(name), Mutex.DEFAULTS);
    }

    /**
     * Asks for a fetch lock.
     *
     * @param name its name
     * @param lease how long a fetch may take
     * @return whether this caller is to fetch
     */
    public FetchLock fetchLock(String name, Duration lease) {
        return fetchLocks().fetchLock(name, lease);
    }

    /**
     * Cooldowns.
     *
     * @return the cooldowns
     */
    public Cooldown cooldown() {
        return new Cooldown(client, cohorts().tokens());
    }

    /**
     * A rate limit on nothing yet.
     *
     * @return the limit
     */
    public RateLimit rateLimit() {
        return new RateLimit(client, denials, takings);
    }

    FetchLocks fetchLocks() {
        FetchLocks known = fetchLocks;
        if (known == null) {
            Tokens tokens = cohorts().tokens();
            lock.lock();
            try {
                known = fetchLocks;
                if (known == null) {
                    known = new FetchLocks(client, tokens);
                    fetchLocks = known;
                }
            } finally {
                lock.unlock();
            }
        }
        return known;
    }

    Cohorts cohorts() {
        Cohorts known = cohorts;
        if (known == null) {
            lock.lock();
            try {
                known = cohorts;
                if (known == null && closed) {
                    throw Cohorts.closedException(); // not to open what nobody would close
                }
                if (known == null) {
                    known = new Cohorts(client);
                    cohorts = known;
                }
            } finally {
                lock.unlock();
            }
        }
        return known;
    }

    Takings takings() {
        return takings;
    }

    Holds holds() {
        return holds;
    }

    @Override
    public void close() {
        Cohorts known;
        lock.lock();
        try {
            closed = true;
            known = cohorts;
        } finally {
            lock.unlock();
        }
        if (known != null) {
            known.close();
        }
    }
}

package io.github.dkredis.lock;

import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One leader at a time among all processes that are candidates under a name. Leadership is the lease of a mutex, with
 * its promise and its limits: see {@link Mutex}. A candidate never blocks a thread.
 *
 * <p>Redis keys: those of the mutex {@code leader:<name>}.
 */
public final class LeaderElection {

    private final String name;
    private final Mutex mutex;
    private final Executor executor;

    private LeaderElection(String name, Mutex mutex, Executor executor) {
        this.name = name;
        this.mutex = mutex;
        this.executor = executor;
    }

    static LeaderElection of(LockFactory locks, Client client, String name) {
        LockKeys.checkName(name);
        return new LeaderElection(name, locks.mutex(client.keys().leaderMutex(name)), client.executor());
    }

    /**
     * Sets the length of the leader's lease, which is renewed while it leads; by default 30 seconds. When a leader
     * dies, the next one is elected after this time.
     *
     * @param lease from 1 ms to 366 days
     * @return an election with this option
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    public LeaderElection lease(Duration lease) {
        return new LeaderElection(name, mutex.lease(lease).renewed(), executor);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /**
     * Becomes a candidate, until the returned candidacy is closed. Candidates are elected in the order in which they
     * came.
     *
     * @param callback is called with each term for which this candidate is elected, on a thread of its own, so it may
     *     lead there until the term ends; an exception that it throws is logged and does not end the term
     * @return the candidacy; close it
     * @throws IllegalStateException if the client is closed
     */
    public Candidacy onElected(Consumer<? super Term> callback) {
        Candidacy candidacy = new Candidacy(name, mutex, executor, Objects.requireNonNull(callback));
        candidacy.campaign();
        return candidacy;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return "LeaderElection[" + name + "]";
    }
}

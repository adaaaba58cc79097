package io.github.dkredis.lock;

import io.github.dkredis.DkRedisException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that leads or wants to. After each term it stands in the queue of candidates again, until it withdraws
 * ({@link #close}) or its client is closed. While Redis is away it tries again every second.
 */
public final class Candidacy implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final Duration LONGEST_WAIT = Duration.ofDays(366);
    private static final long PAUSE_SECONDS = 1;

    private final String name;
    private final Mutex mutex;
    private final Executor executor;
    private final Consumer<? super Term> callback;

    /** No command waits and no code of a caller runs under it. */
    private final ReentrantLock lock = new ReentrantLock();

    private CompletableFuture<Optional<Lease>> wait = new CompletableFuture<>();
    private @Nullable Term term;
    private boolean closed;

    Candidacy(String name, Mutex mutex, Executor executor, Consumer<? super Term> callback) {
        this.name = name;
        this.mutex = mutex;
        this.executor = executor;
        this.callback = callback;
    }

    /** Enters the queue of candidates. */
    void campaign() {
        CompletableFuture<Optional<Lease>> elected;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            elected = mutex.async().tryAcquire(LONGEST_WAIT).toCompletableFuture();
            wait = elected;
        } finally {
            lock.unlock();
        }
        elected.whenComplete((lease, failure) -> {
            if (lease != null && lease.isPresent()) {
                elected(lease.get());
            } else if (failure == null) {
                campaign(); // after a year
            } else if (failure instanceof DkRedisException) {
                LOG.log(System.Logger.Level.DEBUG, "leader election \"" + name + "\": trying again", failure);
                CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS, executor)
                        .execute(this::campaignAgain);
            } // else this was withdrawn, or the client is closed
        });
    }

    private void campaignAgain() {
        try {
            campaign();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "leader election \"" + name + "\": the client is closed", e);
        }
    }

    private void elected(Lease lease) {
        Term begun = new Term(lease);
        boolean withdrawn;
        lock.lock();
        try {
            withdrawn = closed;
            term = withdrawn ? null : begun;
        } finally {
            lock.unlock();
        }
        if (withdrawn) {
            lease.close();
            return;
        }
        Term.run(() -> callback.accept(begun));
        lease.onLost(() -> {
            if (end(begun)) {
                campaignAgain();
            }
        });
    }

    /** {@return whether this term was the one under way} */
    private boolean end(Term ended) {
        lock.lock();
        try {
            boolean current = term == ended;
            term = current ? null : term;
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether this candidate leads at the moment} */
    public boolean isLeader() {
        return term().isPresent();
    }

    /** {@return the term that this candidate leads at the moment} */
    public Optional<Term> term() {
        lock.lock();
        try {
            return Optional.ofNullable(term).filter(Term::isCurrent);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the current term, if this candidate leads, and becomes the last candidate in the queue. The only candidate
     * is elected again, for another term. Does not wait for Redis's reply.
     */
    public void resign() {
        Term ended = term().orElse(null);
        if (ended != null && end(ended)) {
            ended.resign();
            campaign();
        }
    }

    /** Withdraws: ends the current term, and leaves the queue of candidates. Does not wait for Redis's reply. */
    @Override
    public void close() {
        CompletableFuture<Optional<Lease>> waiting;
        Term ended;
        lock.lock();
        try {
            closed = true;
            waiting = wait;
            ended = term;
            term = null;
        } finally {
            lock.unlock();
        }
        waiting.cancel(false);
        if (ended != null) {
            ended.resign();
        }
    }

    /** {@return the name, and whether this candidate leads} */
    @Override
    public String toString() {
        return "Candidacy[" + name + (isLeader() ? ", leads]" : ", waits]");
    }
}

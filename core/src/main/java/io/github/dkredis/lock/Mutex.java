package io.github.dkredis.lock;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion over all processes that share a Redis, Python's {@code mutex} of the same name among them. Immutable and
 * cheap: options give a new object, and one may be made for each use.
 *
 * <p>Redis keys: {@code dkredis:mutex:<name>}, a string with a TTL while the lock is held; {@code
 * dkredis:mutex-queue:{dkredis:mutex:<name>}} while somebody waits; {@code dkredis:mutex-fence:{dkredis:mutex:<name>}} for a
 * day. A name that holds one {@code {tag}} keeps it as the keys' hash tag.
 *
 * <p><b>Cost.</b> A free lock: one script that is waited for, and one for the release that is not. A lock that this client
 * passes on: nothing. A lock that changes hands: one script, and one message to the one client that is next.
 *
 * <p><b>Order.</b> First come, first served within a client, and among clients. A client may pass the lock on among its own
 * callers up to 64 times or 10 ms after another client has asked for it.
 *
 * <p><b>Promise.</b> A lease, notice of its loss, and a fencing token that only rises; at most one holder as long as clocks
 * keep running and no failover loses writes. No lock over a network can promise that a stopped process does not go on after
 * its lease: use {@link Lease#fencingToken()} where that matters.
 *
 * <p>Every method that acquires can throw, beside what it names, {@link io.github.dkredis.RedisUnavailableException} (nothing
 * is held; what may have been taken all the same is given back as soon as Redis answers), {@link
 * io.github.dkredis.WrongTypeException} if the key holds another Redis type, and {@link IllegalStateException} if the client
 * is closed.
 */
public final class Mutex {

    static final Options DEFAULTS = new Options(new LeaseOptions(30_000, true, false, false), Duration.ofSeconds(60));

    private static final Duration LONGEST_LEASE = Duration.ofDays(366);

    private final Locks home;
    private final LockKeys keys;
    private final Options options;

    record Options(LeaseOptions terms, Duration timeout) {}

    Mutex(Locks home, LockKeys keys, Options options) {
        this.home = home;
        this.keys = keys;
        this.options = options;
    }

    // ---- options

    /**
     * How long a lock is taken for, without renewal: it ends then, whatever the holder does. Without this it is 30 seconds, and
     * renewed while it is held.
     *
     * @param lease from 1 ms to 366 days; a crashed holder blocks others for so long
     * @return a mutex with this option
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Mutex lease(Duration lease) {
        LeaseOptions terms = options.terms;
        return with(new LeaseOptions(millis("the lease", lease), false, terms.keepOnClose(), terms.interrupting()));
    }

    /**
     * That the lease is renewed while it is held, however long it is: a crashed holder blocks others for one lease, a living
     * one for as long as it works.
     *
     * @return a mutex with this option
     */
    public Mutex renewed() {
        LeaseOptions terms = options.terms;
        return with(new LeaseOptions(terms.leaseMillis(), true, terms.keepOnClose(), terms.interrupting()));
    }

    /**
     * How long {@link #acquire()} and its kin wait. Without this it is 60 seconds.
     *
     * @param timeout from 1 ms to 366 days
     * @return a mutex with this option
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Mutex timeout(Duration timeout) {
        millis("the timeout", timeout);
        return new Mutex(home, keys, new Options(options.terms, timeout));
    }

    /**
     * That closing a lease leaves the lock taken until the lease is over, as Python's {@code unlock=False}: "not more often
     * than". {@link Lease#release()} gives it up all the same.
     *
     * @return a mutex with this option
     */
    public Mutex keepOnClose() {
        LeaseOptions terms = options.terms;
        return with(new LeaseOptions(terms.leaseMillis(), terms.renewed(), true, terms.interrupting()));
    }

    /**
     * That the thread which acquired the lock is interrupted when the lease is lost.
     *
     * @return a mutex with this option
     */
    public Mutex interruptOnLoss() {
        LeaseOptions terms = options.terms;
        return with(new LeaseOptions(terms.leaseMillis(), terms.renewed(), terms.keepOnClose(), true));
    }

    private Mutex with(LeaseOptions terms) {
        return new Mutex(home, keys, new Options(terms, options.timeout));
    }

    static long millis(String what, Duration duration) {
        long millis = Durations.millis(what, duration);
        if (duration.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(what + " must be at most 366 days, and was " + duration);
        }
        return millis;
    }

    // ---- acquiring

    /**
     * Acquires the lock, waiting for up to the timeout.
     *
     * @return a lease; close it
     * @throws LockTimeoutException if it was not to be had in time
     * @throws OperationInterruptedException if the thread was interrupted; nothing is held
     */
    public Lease acquire() {
        Lease lease = waitFor(options.timeout.toNanos());
        if (lease == null) {
            throw new LockTimeoutException(keys.name(), options.timeout);
        }
        return lease;
    }

    /**
     * Acquires the lock if it is free and nobody waits for it.
     *
     * @return a lease to close, or empty
     */
    public Optional<Lease> tryAcquire() {
        return Optional.ofNullable(take(Waiter.blocking(options.terms, false), Long.MAX_VALUE / 2));
    }

    /**
     * Acquires the lock, waiting for up to a given time.
     *
     * @param wait from 1 ms to 366 days
     * @return a lease to close, or empty if it was not to be had in time
     * @throws OperationInterruptedException if the thread was interrupted; nothing is held
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Optional<Lease> tryAcquire(Duration wait) {
        millis("the wait", wait);
        return Optional.ofNullable(waitFor(wait.toNanos()));
    }

    /**
     * Runs something while holding the lock.
     *
     * @param body what to run
     * @throws LockTimeoutException if the lock was not to be had in time; the body did not run
     * @throws io.github.dkredis.LeaseLostException if the lease was lost before the body ended normally
     */
    public void run(Runnable body) {
        try (Lease lease = acquire()) {
            body.run();
            lease.ensureHeld();
        }
    }

    /**
     * Calls something while holding the lock.
     *
     * @param <T> what it answers
     * @param body what to call
     * @return its answer
     * @throws LockTimeoutException if the lock was not to be had in time; the body did not run
     * @throws io.github.dkredis.LeaseLostException if the lease was lost before the body ended normally
     * @throws Exception what the body throws, as it is
     */
    public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        try (Lease lease = acquire()) {
            T answer = body.call();
            lease.ensureHeld();
            return answer;
        }
    }

    /**
     * The mutex as the JDK's lock: reentrant by thread and name, whichever object of this client it is asked through.
     *
     * @return a view; {@code newCondition} is refused, {@code unlock} after a loss throws {@link
     *     io.github.dkredis.LeaseLostException}
     */
    public Lock asLock() {
        return new ReentrantMutex(this, home.holds());
    }

    /**
     * The same without blocking.
     *
     * @return a view
     */
    public AsyncMutex async() {
        return new AsyncMutex(home, keys, options);
    }

    String name() {
        return keys.name();
    }

    Locks home() {
        return home;
    }

    /** Waits for so long, or until interrupted; null if it was not to be had. */
    @Nullable
    Lease waitFor(long nanos) {
        return take(Waiter.blocking(options.terms, true), nanos);
    }

    private @Nullable Lease take(Waiter waiter, long nanos) {
        long deadline = System.nanoTime() + nanos;
        if (Thread.currentThread().isInterrupted()) {
            throw new OperationInterruptedException(
                    "lock \"" + keys.name() + "\": interrupted before it was asked for");
        }
        Cohort cohort = home.mutexes().enter(keys, waiter);
        waiter.park(deadline);
        if (!waiter.isDecided()) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            cohort.giveUp(waiter);
            if (interrupted) {
                Lease late = waiter.result();
                if (late != null) {
                    late.close();
                }
                throw new OperationInterruptedException(
                        "lock \"" + keys.name() + "\": interrupted while waiting; it is not held");
            }
        }
        return waiter.result();
    }

    /** The name and the options. */
    @Override
    public String toString() {
        return "Mutex[" + keys.name() + ", " + Objects.toString(options) + "]";
    }
}

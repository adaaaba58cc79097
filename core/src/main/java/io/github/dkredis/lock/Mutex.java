package io.github.dkredis.lock;

import io.github.dkredis.DkRedisMetrics.LockWaitOutcome;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.TaskFailedException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.lock.HoldCounts.Hold;
import io.github.dkredis.lock.MutexCoordinator.Leaving;
import io.github.dkredis.lock.Waiter.IfTaken;
import io.github.dkredis.lock.Waiter.OnInterrupt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that only one caller at a time holds, among all processes that share a Redis; Python's {@code mutex} of the
 * same name is the same lock. A mutex is immutable and cheap: its options return a new object, and making one for each
 * use is fine.
 *
 * <p>Redis keys: {@code dkredis:mutex:<name>}, a string with a TTL while the lock is held;
 * {@code dkredis:mutex-queue:{dkredis:mutex:<name>}} while clients wait;
 * {@code dkredis:mutex-fence:{dkredis:mutex:<name>}} for a day after the last use. A name that contains one
 * {@code {tag}} keeps it as the hash tag of its keys.
 *
 * <p><b>Cost.</b> Acquiring a free lock is one script, whose reply is waited for; releasing it is another script, whose
 * reply is not. Passing the lock on to another caller of this client costs no command. A hand-over to another client is
 * one script, and one message to that client alone.
 *
 * <p><b>Order.</b> Callers of one client get the lock first come, first served; so do clients. Once another client
 * waits, a client may pass the lock on among its own callers up to 64 times, and for 10 ms at most.
 *
 * <p><b>Promise.</b> A holder has a lease, is told of its loss, and gets a fencing token that only rises. There is at
 * most one holder as long as clocks keep running and no failover loses writes. No lock over a network can stop a
 * process that continues after its lease has ended: use {@link Lease#fencingToken()} where that matters.
 *
 * <p>In addition to what each method names, acquiring can throw {@link io.github.dkredis.RedisUnavailableException}
 * (the caller holds nothing; a lock that was acquired all the same is released once Redis answers),
 * {@link io.github.dkredis.WrongTypeException} if the key holds another Redis type, and {@link IllegalStateException}
 * if the client is closed.
 */
public final class Mutex {

    static final Options DEFAULTS = new Options(LeaseOptions.DEFAULT, Duration.ofSeconds(60));

    /** For ever: a clock of nanoseconds counts 292 years, so a hundred years leave room to add. */
    static final long HUNDRED_YEARS_NANOS = TimeUnit.DAYS.toNanos(36_500);

    private final LockFactory locks;
    private final LockKeys keys;
    private final Options options;

    /**
     * The options of a mutex.
     *
     * @param lease how a caller wants to hold the lock
     * @param timeout how long {@link Mutex#acquire()} waits
     */
    record Options(LeaseOptions lease, Duration timeout) {}

    Mutex(LockFactory locks, LockKeys keys, Options options) {
        this.locks = locks;
        this.keys = keys;
        this.options = options;
    }

    // ---- options

    /**
     * Sets the length of the lease, which is not renewed: the lock ends after this time, whatever the holder does. By
     * default a lease is 30 seconds long and renewed while it is held.
     *
     * @param lease from 1 ms to 366 days; a crashed holder blocks other callers for this time
     * @return a mutex with this option
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    public Mutex lease(Duration lease) {
        return with(options.lease.withFixedLease(LeaseOptions.millis("the lease", lease)));
    }

    /**
     * Renews the lease while it is held, whatever its length: a crashed holder blocks other callers for one lease, a
     * running one for as long as it works.
     *
     * @return a mutex with this option
     */
    public Mutex renewed() {
        return with(options.lease.withRenewal());
    }

    /**
     * Sets how long {@link #acquire()}, {@link #run} and {@link #call} wait for the lock; the default is 60 seconds.
     *
     * @param timeout from 1 ms to 366 days; with {@link Duration#ZERO} they try once
     * @return a mutex with this option
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public Mutex timeout(Duration timeout) {
        waitMillis("the timeout", timeout);
        return new Mutex(locks, keys, new Options(options.lease, timeout));
    }

    /**
     * Keeps the lock taken until the end of the lease when the lease is closed, as Python's {@code unlock=False}: "not
     * more often than". {@link Lease#release()} still releases it.
     *
     * @return a mutex with this option
     */
    public Mutex keepOnClose() {
        return with(options.lease.withKeepOnClose());
    }

    /**
     * Leaves the lock taken for at least a time from the grant on, however early the lease is ended: work that is
     * quickly done is then not repeated at once by another process whose clock is behind, or that was just about to
     * begin. A crash ends this time with the lease.
     *
     * @param duration from 1 ms to 366 days; not longer than a lease that is not renewed
     * @return a mutex with this option
     * @throws IllegalArgumentException if the duration is out of bounds, or longer than the lease
     */
    public Mutex lockAtLeast(Duration duration) {
        return with(
                options.lease.withAtLeast(LeaseOptions.millis("the time for which the lock stays taken", duration)));
    }

    /**
     * Interrupts the thread that acquired the lock when the lease is lost.
     *
     * @return a mutex with this option
     */
    public Mutex interruptOnLoss() {
        return with(options.lease.withInterruptOnLoss());
    }

    private Mutex with(LeaseOptions lease) {
        return new Mutex(locks, keys, new Options(lease, options.timeout));
    }

    /** Checks the bounds of a time to wait, which may be zero, and returns it in milliseconds. */
    static long waitMillis(String what, Duration duration) {
        return duration.isZero() ? 0 : LeaseOptions.millis(what, duration);
    }

    // ---- acquiring

    /**
     * Acquires the lock, waiting for up to the timeout.
     *
     * @return a lease; close it
     * @throws LockTimeoutException if the lock could not be acquired within the timeout; it names the holder if that
     *     can be found out
     * @throws OperationInterruptedException if the thread was interrupted; the lock is not held
     * @throws IllegalStateException if this thread holds the lock through {@link #run}, {@link #call} or
     *     {@link #asLock}, and would wait for itself
     */
    public Lease acquire() {
        Lease lease = waitFor(options.timeout.toNanos(), OnInterrupt.LEAVE);
        if (lease == null) {
            throw timedOut(locks, keys, options).await();
        }
        return lease;
    }

    /** {@return the exception of a caller that waited in vain} */
    static Operation<LockTimeoutException> timedOut(LockFactory locks, LockKeys keys, Options options) {
        return locks.holderOf(keys)
                .map(lock -> new LockTimeoutException(
                        keys.name(),
                        options.timeout(),
                        lock.flatMap(LockInfo::holder).orElse(null),
                        lock.flatMap(LockInfo::since).orElse(null)));
    }

    /**
     * Acquires the lock if it is free and no caller waits for it.
     *
     * @return a lease to close; empty if the lock is taken
     * @throws OperationInterruptedException if the thread was interrupted; the lock is not held
     */
    public Optional<Lease> tryAcquire() {
        return Optional.ofNullable(tryNow(OnInterrupt.LEAVE));
    }

    /**
     * Acquires the lock, waiting for up to a given time.
     *
     * @param wait from 1 ms to 366 days; {@link Duration#ZERO} tries once, as {@link #tryAcquire()} does
     * @return a lease to close; empty if the lock could not be acquired in time
     * @throws OperationInterruptedException if the thread was interrupted; the lock is not held
     * @throws IllegalArgumentException if the time is out of bounds
     * @throws IllegalStateException if this thread would wait for itself, as for {@link #acquire()}
     */
    public Optional<Lease> tryAcquire(Duration wait) {
        waitMillis("the wait", wait);
        return Optional.ofNullable(waitFor(wait.toNanos(), OnInterrupt.LEAVE));
    }

    /** Code that runs while a lock is held. */
    @FunctionalInterface
    public interface Task {

        /** Does the work. */
        void run() throws Exception;
    }

    /**
     * Runs a task while holding the lock.
     *
     * @param task what to do; an unchecked exception comes back unchanged
     * @throws LockTimeoutException if the lock could not be acquired within the timeout; the task did not run
     * @throws TaskFailedException if the task threw a checked exception, which is the cause
     * @throws io.github.dkredis.LeaseLostException if the lease was lost before the task ended normally
     */
    public void run(Task task) {
        call(() -> {
            task.run();
            return null;
        });
    }

    /**
     * Calls a task while holding the lock, and returns its result.
     *
     * @param task what to do; an unchecked exception comes back unchanged
     * @throws LockTimeoutException if the lock could not be acquired within the timeout; the task did not run
     * @throws TaskFailedException if the task threw a checked exception, which is the cause
     * @throws io.github.dkredis.LeaseLostException if the lease was lost before the task ended normally
     */
    public <T extends @Nullable Object> T call(Callable<? extends T> task) {
        try (Lease lease = acquire()) {
            Hold outer = locks.holdCounts().enter(keys.name(), lease);
            try {
                T result = task.call();
                lease.ensureHeld();
                return result;
            } catch (RuntimeException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TaskFailedException("lock \"" + keys.name() + "\"", e);
            } catch (Exception e) {
                throw new TaskFailedException("lock \"" + keys.name() + "\"", e);
            } finally {
                locks.holdCounts().leave(keys.name(), outer);
            }
        }
    }

    /**
     * Returns this mutex as a lock of the JDK. It is reentrant by thread and name, through whichever object of this
     * client it is entered.
     *
     * @return a view; {@code newCondition} is not supported, and {@code unlock} after a loss throws
     *     {@link io.github.dkredis.LeaseLostException}
     */
    public Lock asLock() {
        return new ReentrantMutex(this, locks.holdCounts());
    }

    /**
     * Returns the lease under which the current thread holds this mutex through {@link #run}, {@link #call} or
     * {@link #asLock()}, to renew it or for its fencing token. The lease belongs to that scope: do not end it.
     *
     * @return empty if the thread does not hold this mutex in such a way; sends nothing
     */
    public Optional<Lease> leaseOfCurrentThread() {
        return Optional.ofNullable(locks.holdCounts().ofCurrentThread(keys.name()))
                .map(hold -> hold.lease);
    }

    /** {@return the same operations without blocking} */
    public AsyncMutex async() {
        return new AsyncMutex(locks, keys, options);
    }

    String name() {
        return keys.name();
    }

    LockFactory locks() {
        return locks;
    }

    // ---- waiting; null instead of an Optional, so that an acquisition allocates nothing for it

    /** Acquires the lock if it is free; null if it is taken. */
    @Nullable
    Lease tryNow(OnInterrupt onInterrupt) {
        // Ends with the reply to acquiring, which has a time limit.
        return await(Waiter.blocking(options.lease, IfTaken.REFUSE), HUNDRED_YEARS_NANOS, onInterrupt);
    }

    /** Acquires the lock within a time; null if that is not possible. */
    @Nullable
    Lease waitFor(long nanos, OnInterrupt onInterrupt) {
        if (nanos <= 0) {
            return tryNow(onInterrupt);
        }
        Hold own = locks.holdCounts().ofCurrentThread(keys.name());
        if (own != null && own.lease.isHeld()) {
            throw new IllegalStateException(
                    "lock \"" + keys.name() + "\": this thread holds it already, through run, call"
                            + " or asLock, and would wait for itself; only asLock() is reentrant");
        }
        return await(Waiter.blocking(options.lease, IfTaken.WAIT), nanos, onInterrupt);
    }

    private @Nullable Lease await(Waiter waiter, long nanos, OnInterrupt onInterrupt) {
        return locks.meter().isOn() ? measured(waiter, nanos, onInterrupt) : unmeasured(waiter, nanos, onInterrupt);
    }

    private @Nullable Lease measured(Waiter waiter, long nanos, OnInterrupt onInterrupt) {
        LockMeter.Wait wait = locks.meter().waitBegins(keys.name());
        Lease lease;
        try {
            lease = unmeasured(waiter, nanos, onInterrupt);
        } catch (RuntimeException | Error e) {
            wait.ended(LockWaitOutcome.FAILED, e);
            throw e;
        }
        wait.ended(lease == null ? LockWaitOutcome.TAKEN : LockWaitOutcome.ACQUIRED, null);
        return lease;
    }

    private @Nullable Lease unmeasured(Waiter waiter, long nanos, OnInterrupt onInterrupt) {
        if (onInterrupt == OnInterrupt.LEAVE && Thread.currentThread().isInterrupted()) {
            throw interrupted("before the request was sent");
        }
        long deadline = System.nanoTime() + nanos;
        MutexCoordinator coordinator = locks.mutexes().join(keys, waiter);
        waiter.parkUntil(deadline, onInterrupt);
        if (!waiter.isDecided()) {
            boolean leaves =
                    onInterrupt == OnInterrupt.LEAVE && Thread.currentThread().isInterrupted();
            // Decides the waiter, unless another thread does so first.
            coordinator.stopWaiting(waiter, leaves ? Leaving.INTERRUPTED : Leaving.TIMED_OUT);
            if (leaves) {
                Lease lease = waiter.leaseOrNull();
                if (lease != null) { // it was granted between the interrupt and stopWaiting
                    lease.close();
                }
                throw interrupted("while waiting; the lock is not held");
            }
        }
        return waiter.result();
    }

    private OperationInterruptedException interrupted(String when) {
        return new OperationInterruptedException("lock \"" + keys.name() + "\": interrupted " + when);
    }

    /** {@return the name and the options} */
    @Override
    public String toString() {
        return "Mutex[" + keys.name() + ", " + options + "]";
    }
}

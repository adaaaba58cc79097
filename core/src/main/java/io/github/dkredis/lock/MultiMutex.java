package io.github.dkredis.lock;

import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Several mutexes that are acquired together: all or none. They are acquired one after the other in the order of their
 * names, so callers that want overlapping sets do not wait for each other for ever; the locks that come first are held
 * and renewed meanwhile. Each lock is that of {@link Mutex} with the same name.
 */
public final class MultiMutex {

    private static final int MAX_NAMES = 1_000;

    private final List<Mutex> mutexes;
    private final Duration timeout;

    private MultiMutex(List<Mutex> mutexes, Duration timeout) {
        this.mutexes = mutexes;
        this.timeout = timeout;
    }

    static MultiMutex of(Function<String, Mutex> maker, Collection<String> names) {
        List<Mutex> mutexes = names.stream().distinct().sorted().map(maker).toList();
        if (mutexes.isEmpty() || mutexes.size() > MAX_NAMES) {
            throw new IllegalArgumentException(
                    "there must be from 1 to " + MAX_NAMES + " locks, but there are " + mutexes.size());
        }
        return new MultiMutex(mutexes, Mutex.DEFAULTS.timeout());
    }

    /**
     * Sets the length of the leases, which are not renewed, as {@link Mutex#lease} does. It begins for each lock when
     * that lock is acquired.
     *
     * @param lease from 1 ms to 366 days
     * @return a multi-lock with this option
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    public MultiMutex lease(Duration lease) {
        return with(mutex -> mutex.lease(lease));
    }

    /**
     * Renews the leases while they are held, as {@link Mutex#renewed} does.
     *
     * @return a multi-lock with this option
     */
    public MultiMutex renewed() {
        return with(Mutex::renewed);
    }

    private MultiMutex with(UnaryOperator<Mutex> option) {
        return new MultiMutex(mutexes.stream().map(option).toList(), timeout);
    }

    /**
     * Sets how long {@link #acquire()} waits for all locks together; by default 60 seconds.
     *
     * @param timeout from zero, which tries once, to 366 days
     * @return a multi-lock with this option
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public MultiMutex timeout(Duration timeout) {
        Durations.waitNanos("the timeout", timeout);
        return new MultiMutex(mutexes, timeout);
    }

    /** {@return the same operations without blocking} */
    public AsyncMultiMutex async() {
        return new AsyncMultiMutex(this);
    }

    /**
     * Acquires all locks, waiting for up to the timeout.
     *
     * @return a lease for all of them; close it
     * @throws LockTimeoutException if one of them could not be acquired within the timeout; none is held
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; none is held
     */
    public MultiLease acquire() {
        return tryAcquire(timeout).orElseThrow(this::timedOut);
    }

    /**
     * Acquires all locks if each of them is free and no caller waits for it.
     *
     * @return a lease to close; empty if one of the locks is taken
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; none is held
     */
    public Optional<MultiLease> tryAcquire() {
        return tryAcquire(Duration.ZERO);
    }

    /**
     * Acquires all locks, waiting for up to a given time for all of them together.
     *
     * @param wait from zero, which tries once, to 366 days
     * @return a lease to close; empty if one of the locks could not be acquired in time
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; none is held
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Optional<MultiLease> tryAcquire(Duration wait) {
        long deadline = System.nanoTime() + Durations.waitNanos("the wait", wait);
        List<Lease> acquired = new ArrayList<>(mutexes.size());
        try {
            for (Mutex mutex : mutexes) {
                Optional<Duration> left = left(deadline);
                Optional<Lease> lease = left.isPresent() ? mutex.tryAcquire(left.get()) : mutex.tryAcquire();
                if (lease.isEmpty()) {
                    giveBack(acquired);
                    return Optional.empty();
                }
                acquired.add(lease.get());
            }
        } catch (RuntimeException | Error e) {
            giveBack(acquired);
            throw e;
        }
        return Optional.of(new MultiLease(List.copyOf(acquired)));
    }

    /** {@return the time until a deadline; empty if it is less than a millisecond} */
    static Optional<Duration> left(long deadlineNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }

    static void giveBack(List<Lease> acquired) {
        new MultiLease(List.copyOf(acquired)).close();
    }

    List<Mutex> mutexes() {
        return mutexes;
    }

    Duration acquireTimeout() {
        return timeout;
    }

    LockTimeoutException timedOut() {
        return new LockTimeoutException(names(), timeout, null, null);
    }

    private String names() {
        return String.join(", ", mutexes.stream().map(Mutex::name).toList());
    }

    /** {@return the names} */
    @Override
    public String toString() {
        return "MultiMutex[" + names() + "]";
    }
}

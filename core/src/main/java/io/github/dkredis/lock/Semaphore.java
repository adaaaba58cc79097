package io.github.dkredis.lock;

import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import java.time.Duration;
import java.util.Optional;

/**
 * A number of permits that all processes with the same Redis share: at most so many callers at a time do something. A
 * semaphore is immutable and cheap: its options return a new object, and making one for each use is fine.
 *
 * <p>Redis keys: {@code dkredis:semaphore:<name>}, and {@code dkredis:semaphore-deadlines:}, {@code -free:},
 * {@code -queue:} and {@code -waiting:} with {@code {dkredis:semaphore:<name>}} as hash tag; all with a TTL, which ends
 * a day after the last use. A name that contains one {@code {tag}} keeps it as the hash tag of its keys.
 *
 * <p><b>Cost.</b> Acquiring a free permit is one script, whose reply is waited for; releasing it is another script,
 * whose reply is not. Passing a permit on to another caller of this client costs no command. A hand-over to another
 * client is part of the script that releases the permit, and one message to that client alone.
 *
 * <p><b>Order.</b> Callers of one client get permits first come, first served; so do clients. Once another client
 * waits, a client may pass a permit on among its own callers for 10 ms and one round trip, and 256 times at most. A
 * caller that wants several permits stands in the queue as any other, and the callers behind it wait until it has them.
 *
 * <p><b>Promise.</b> A holder has a lease, is told of its loss, and gets the numbers of its slots and a fencing token
 * that only rises for each slot. A crashed holder's permit returns at its deadline. There are at most as many holders
 * as permits as long as clocks keep running and no failover loses writes. No semaphore over a network can stop a
 * process that continues after its lease has ended: use {@link Permit#fencingToken()} where that matters.
 *
 * <p>In addition to what each method names, acquiring can throw {@link io.github.dkredis.RedisUnavailableException}
 * (the caller holds nothing; permits that were taken all the same are given back once Redis answers),
 * {@link io.github.dkredis.WrongTypeException} if a key holds another Redis type, and {@link IllegalStateException} if
 * the semaphore has another size in Redis, or the client is closed.
 */
public final class Semaphore {

    private static final int MAX_SIZE = 100_000;

    /** The largest number of permits that a caller acquires at once, so that no script takes long. */
    private static final int MAX_AT_ONCE = 1_000;

    private final Lazy<SemaphoreRegistry> registry;
    private final SemaphoreKeys keys;
    private final int size;
    private final LeaseOptions lease;
    private final Duration timeout;

    private Semaphore(
            Lazy<SemaphoreRegistry> registry, SemaphoreKeys keys, int size, LeaseOptions lease, Duration timeout) {
        this.registry = registry;
        this.keys = keys;
        this.size = size;
        this.lease = lease;
        this.timeout = timeout;
    }

    static Semaphore of(Lazy<SemaphoreRegistry> registry, SemaphoreKeys keys, int size) {
        return new Semaphore(registry, keys, checkedSize(size), LeaseOptions.DEFAULT, Mutex.DEFAULTS.timeout());
    }

    private static int checkedSize(int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a semaphore must have 1 to " + MAX_SIZE + " permits, but has " + size);
        }
        return size;
    }

    // ---- options

    /**
     * Sets the length of the lease, which is not renewed: the permit returns after this time, whatever the holder does.
     * By default a lease is 30 seconds long and renewed while the permit is held.
     *
     * @param lease from 1 ms to 366 days; a crashed holder's permit is missing for this time
     * @return a semaphore with this option
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    public Semaphore lease(Duration lease) {
        return with(this.lease.withFixedLease(LeaseOptions.millis("the lease", lease)));
    }

    /**
     * Renews the lease while the permit is held, whatever its length.
     *
     * @return a semaphore with this option
     */
    public Semaphore renewed() {
        return with(lease.withRenewal());
    }

    /**
     * Sets how long {@link #acquire()} waits; by default 60 seconds.
     *
     * @param timeout from zero, which tries once, to 366 days
     * @return a semaphore with this option
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public Semaphore timeout(Duration timeout) {
        Durations.waitNanos("the timeout", timeout);
        return new Semaphore(registry, keys, size, lease, timeout);
    }

    private Semaphore with(LeaseOptions lease) {
        return new Semaphore(registry, keys, size, lease, timeout);
    }

    /** {@return the number of permits that this object expects the semaphore to have} */
    public int permits() {
        return size;
    }

    /** {@return the name} */
    public String name() {
        return keys.name();
    }

    /** {@return the same operations without blocking} */
    public AsyncSemaphore async() {
        return new AsyncSemaphore(this);
    }

    // ---- acquiring

    /**
     * Acquires a permit, waiting for up to the timeout.
     *
     * @return a permit; close it
     * @throws LockTimeoutException if no permit was free within the timeout
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; the permit is not held
     */
    public Permit acquire() {
        return orTimeout(request(1, timeout).operation()).await();
    }

    /**
     * Acquires several permits under one lease, all or none, waiting for up to the timeout.
     *
     * @param permits from 1 to the size of the semaphore, and to 1,000
     * @return a permit for all of them; close it
     * @throws LockTimeoutException if there were not enough within the timeout
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; no permit is held
     * @throws IllegalArgumentException if the number is out of bounds
     */
    public Permit acquire(int permits) {
        return orTimeout(request(permits, timeout).operation()).await();
    }

    /**
     * Acquires a permit if one is free and no caller waits.
     *
     * @return a permit to close; empty if no permit is free
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; the permit is not held
     */
    public Optional<Permit> tryAcquire() {
        return tryAcquire(1, Duration.ZERO);
    }

    /**
     * Acquires a permit, waiting for up to a given time.
     *
     * @param wait from zero, which tries once, to 366 days
     * @return a permit to close; empty if no permit was free in time
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; the permit is not held
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Optional<Permit> tryAcquire(Duration wait) {
        return tryAcquire(1, wait);
    }

    /**
     * Acquires several permits under one lease, all or none, waiting for up to a given time.
     *
     * @param permits from 1 to the size of the semaphore, and to 1,000
     * @param wait from zero, which tries once, to 366 days
     * @return a permit for all of them, to close; empty if there were not enough in time
     * @throws io.github.dkredis.OperationInterruptedException if the thread was interrupted; no permit is held
     * @throws IllegalArgumentException if the number or the time is out of bounds
     */
    public Optional<Permit> tryAcquire(int permits, Duration wait) {
        return request(permits, wait).operation().await();
    }

    /**
     * Changes the size of the semaphore in Redis. Permits that are held stay held: while they are more than the new
     * size, no permit is granted. Callers that name another size fail from now on, also waiting callers.
     *
     * @param permits from 1 to 100,000
     * @return a semaphore of this size, with the same options
     * @throws IllegalArgumentException if the size is out of bounds
     */
    public Semaphore resize(int permits) {
        return resizeOperation(permits).await();
    }

    Operation<Semaphore> resizeOperation(int permits) {
        Semaphore resized = new Semaphore(registry, keys, checkedSize(permits), lease, timeout);
        return registry.get().resize(keys, permits).map(done -> resized);
    }

    // ---- one caller

    /** {@return the request of one caller; its operation is to be started once} */
    PermitRequest request(int permits, Duration wait) {
        if (permits < 1 || permits > Math.min(size, MAX_AT_ONCE)) {
            throw new IllegalArgumentException("semaphore \"" + name() + "\": the permits must be from 1 to "
                    + Math.min(size, MAX_AT_ONCE) + ", but are " + permits);
        }
        long waitNanos = Durations.waitNanos("the wait", wait);
        return new PermitRequest(
                registry.get(), new SemaphoreCohort.Key(name(), size, lease), keys, permits, waitNanos);
    }

    PermitRequest request(int permits) {
        return request(permits, timeout);
    }

    Operation<Permit> orTimeout(Operation<Optional<Permit>> operation) {
        return operation.map(permit -> permit.orElseThrow(() -> new LockTimeoutException(name(), timeout, null, null)));
    }

    /** {@return the shared state of this client's semaphores} For tests. */
    SemaphoreRegistry registry() {
        return registry.get();
    }

    /** {@return the name, the size and the options} */
    @Override
    public String toString() {
        return "Semaphore[" + name() + ", " + size + ", " + lease + ", " + timeout + "]";
    }
}

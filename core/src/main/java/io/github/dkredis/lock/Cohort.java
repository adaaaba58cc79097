package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All callers of one client that want one lock. They queue here, first come, first served. The client asks Redis and
 * queues in Redis once for all of them, and a holder passes the lock on to the next of them without any command, within
 * bounds. The literature calls this lock cohorting.
 *
 * <p>States, and what ends each of them:
 *
 * <ul>
 *   <li>{@code IDLE}: no caller wants the lock. The cohort has left the registry and is not used again; the next caller
 *       makes a new one.
 *   <li>{@code ASKING}: an acquisition, or a release that queues again, is under way. It ends with the reply, or with a
 *       grant that overtakes the reply.
 *   <li>{@code POLLING}: the lock was taken while the push connection was away, so no grant could reach this client. It
 *       ends with the timer, which asks again.
 *   <li>{@code QUEUED}: this client is in Redis's queue. It ends with a grant; a timer polls with the same token
 *       meanwhile.
 *   <li>{@code VERIFYING}: a grant that may be stale is being renewed before it is used. It ends with the reply.
 *   <li>{@code OWNED}: this client owns the key, and its {@link Tenure} grants leases. It ends with a release or a
 *       loss.
 * </ul>
 *
 * <p>One lock, a {@link DeferringLock}, guards this object, the {@link Asking}, the {@link Tenure} and the queue.
 * Callers, the event loop (replies and messages) and the timer take it, and no other lock is taken inside it. A token
 * is used for one ownership: a new token begins a new tenure, and a late reply or message for an old token finds
 * another token in its place.
 */
final class Cohort {

    enum State {
        IDLE,
        ASKING,
        POLLING,
        QUEUED,
        VERIFYING,
        OWNED
    }

    private final MutexRegistry registry;
    private final LockKeys keys;
    private final CoordinatorTimer timer;
    private final DeferringLock lock = new DeferringLock();
    private final WaitQueue queue = new WaitQueue();
    private final Asking asking;
    private State state = State.IDLE;
    private boolean retired;
    private Tenure tenure = new Tenure(this, "");

    Cohort(MutexRegistry registry, LockKeys keys) {
        this.registry = registry;
        this.keys = keys;
        this.timer = new CoordinatorTimer(registry, this::onTimer);
        this.asking = new Asking(this, registry, queue);
    }

    String name() {
        return keys.name();
    }

    // ---- callers

    /** Adds a caller; false if this cohort has retired, so that the caller needs a new one. */
    boolean join(Waiter waiter) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            if (waiter.ifTaken == IfTaken.REFUSE && state != State.IDLE) {
                refuse(waiter);
            } else {
                queue.add(waiter);
                if (state == State.IDLE) {
                    asking.ask(registry.tokens().next());
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of a caller: it is refused, or told why polling has failed. Does nothing if it is decided. */
    void stopWaiting(Waiter waiter) {
        lock.run(() -> {
            if (waiter.isDecided()) {
                return;
            }
            queue.remove(waiter);
            RuntimeException pollFailure = asking.pollFailure();
            if (pollFailure != null) {
                fail(waiter, pollFailure);
            } else {
                refuse(waiter);
            }
            // In the other states a reply is under way, and whatever it brings is released when it arrives.
            if (queue.isEmpty() && (state == State.QUEUED || state == State.POLLING)) {
                abandon();
            }
        });
    }

    /** Releases a lease. The future, if there is one, is completed with whether the lease was still held. */
    void release(Lease lease, @Nullable CompletableFuture<Boolean> released) {
        lock.lock();
        try {
            if (tenure.current() != lease) {
                complete(released, false, null);
                return;
            }
            long now = System.nanoTime();
            boolean inTime = lease.isInTime(now);
            tenure.end();
            if (!queue.isEmpty() && tenure.mayPass(now)) {
                grant(tenure.pass(queue.first(), now));
                complete(released, inTime, null);
            } else {
                releaseKey(inTime, released);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lease, but leaves the lock taken for the rest of its time. */
    void keep(Lease lease) {
        lock.run(() -> {
            long now = System.nanoTime();
            if (tenure.current() == lease && lease.isInTime(now)) {
                tenure.end();
                keepKey(lease, now);
            } else {
                release(lease, null);
            }
        });
    }

    /** Extends a lease to its whole length from now. The future is completed with whether that succeeded. */
    void renew(Lease lease, CompletableFuture<Boolean> renewed) {
        lock.run(() -> {
            if (tenure.current() == lease) {
                tenure.renew(lease, lease.options().leaseMillis(), renewed);
            } else {
                complete(renewed, false, null);
            }
        });
    }

    // ---- messages

    /** The lock was handed over to this client while it waited. */
    void granted(GrantMessage message) {
        lock.run(() -> {
            // A poll may have told this client of the same grant before.
            if (message.token().equals(tenure.token) && state != State.OWNED && state != State.VERIFYING) {
                asking.granted(message);
            }
        });
    }

    /** Another client waits for the lock that this client owns. */
    void contended() {
        lock.run(() -> {
            if (!tenure.isContended()) { // the bound on passes counts from the first message
                tenure.markContended(System.nanoTime());
            }
        });
    }

    boolean isContended() {
        lock.lock();
        try {
            return tenure.isContended();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Polls or renews at once, after a reconnect: messages may have been missed, and the server may have lost its data.
     */
    void recheck() {
        lock.run(() -> {
            Lease lease = tenure.current();
            if (state == State.QUEUED || state == State.POLLING) {
                asking.poll();
            } else if (state == State.OWNED && lease != null) {
                tenure.renew(lease, System.nanoTime());
            }
        });
    }

    // ---- owning the key

    void own(Grant grant) {
        state = State.OWNED;
        tenure.begin(grant);
        long now = System.nanoTime();
        if (queue.isEmpty()) {
            releaseKey(true, null);
        } else if (tenure.isOver(now)) {
            loseKey(); // the reply took longer than the lease, so no caller has been granted it
        } else {
            grant(tenure.grant(queue.first(), now));
        }
    }

    /** Decides the first waiter of the queue, whose lease this is. */
    private void grant(Lease lease) {
        Waiter next = queue.first();
        queue.remove(next);
        timer.set(tenure.dueNanos());
        next.granted(lease);
        wakeAfterUnlock(next);
    }

    /**
     * Releases the key in Redis. If more callers wait here, this client enters the end of Redis's queue in the same
     * step.
     */
    private void releaseKey(boolean inTime, @Nullable CompletableFuture<Boolean> released) {
        boolean queuesAgain = !queue.isEmpty();
        String releasedToken = tenure.token;
        long lastFence = tenure.lastFence();
        String nextToken =
                queuesAgain && registry.isPushOpen() ? registry.tokens().next() : null;
        long leaseMillis = queuesAgain ? queue.first().options.leaseMillis() : MutexScripts.CLAIM_MILLIS;
        AcquireRequest next =
                nextToken == null ? null : new AcquireRequest(nextToken, System.nanoTime(), leaseMillis, true);
        if (next != null) {
            become(State.ASKING, next.token());
        }
        registry.send(
                registry.scripts().release(keys, releasedToken, leaseMillis, lastFence, nextToken),
                (reply, failure, repeated) -> {
                    if (next != null) {
                        asking.onReply(next, repeated, reply, failure);
                    }
                    if (failure != null) {
                        registry.abandonToken(keys, releasedToken); // the release may not have arrived
                    }
                    // Completed on this thread: the executor may be busy with callers that wait for this very release.
                    if (released != null && failure != null) {
                        released.completeExceptionally(failure);
                    } else if (released != null && reply != null) {
                        // If the script ran twice, the second run found the key already released by the first.
                        boolean owned = !(MutexReply.of(reply) instanceof MutexReply.NotOwned) || repeated;
                        released.complete(owned && inTime);
                    }
                });
        if (next == null) {
            asking.askAgainOrRetire(registry.tokens().next());
        }
    }

    /** Leaves the key to its TTL, which is set to what is left of the lease. */
    private void keepKey(Lease lease, long now) {
        LeaseOptions options = lease.options();
        long left = options.renewed() ? options.leaseNanos() : lease.requestedUntilNanos() - now;
        // The key's present TTL belongs to a claim, or to the lease of an earlier holder.
        registry.send(
                registry.scripts().renew(keys, tenure.token, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))),
                (reply, failure, repeated) -> {});
        asking.askAgainOrRetire(registry.tokens().next());
    }

    /** This client does not own the key any more, or cannot be sure that it does. */
    void loseKey() {
        loseLease();
        registry.abandonToken(keys, tenure.token); // in case it does
        asking.askAgainOrRetire(registry.tokens().next());
    }

    private void loseLease() {
        Lease lease = tenure.end();
        if (lease != null) {
            List<Runnable> callbacks = lease.markLost();
            if (lease.isLost() && !registry.isClosed()) { // it may have been released at this moment
                registry.logLoss(lease);
            }
            callbacks.forEach(callback -> lock.runAfterUnlock(() -> registry.runOnExecutor(callback)));
        }
    }

    // ---- for Asking and Tenure

    DeferringLock lock() {
        return lock;
    }

    LockKeys keys() {
        return keys;
    }

    Tenure tenure() {
        return tenure;
    }

    boolean is(State asked) {
        return state == asked;
    }

    /** Changes the state. A new token begins a new tenure; the present token keeps the present one. */
    void become(State next, String token) {
        state = next;
        if (!token.equals(tenure.token)) {
            registry.register(this, tenure.token, token);
            tenure = new Tenure(this, token);
        }
    }

    boolean owns(Tenure asking) {
        return state == State.OWNED && tenure == asking;
    }

    /** Sends a renewal of the key; the action then runs under the cohort's lock. */
    void sendRenewal(
            String token,
            long leaseMillis,
            BiConsumer<? super @Nullable Long, ? super @Nullable RuntimeException> action) {
        registry.send(
                registry.scripts().renew(keys, token, leaseMillis),
                (reply, failure, repeated) -> lock.run(() -> action.accept(reply, failure)));
    }

    void setTimer(long nanos) {
        timer.set(nanos);
    }

    // ---- time

    private void onTimer() {
        lock.run(() -> {
            long now = System.nanoTime();
            timer.fired(now);
            if (state == State.OWNED) {
                checkTenure(now);
            } else if (state == State.QUEUED || state == State.POLLING) {
                asking.pollIfDue(now);
            } // in the other states a request is under way, which has a time limit of its own
        });
    }

    private void checkTenure(long now) {
        if (tenure.isOver(now)) {
            loseKey();
        } else if (tenure.isLeaseOver(now)) { // this client still owns the key
            loseLease();
            if (!queue.isEmpty() && tenure.mayPass(now)) {
                grant(tenure.pass(queue.first(), now));
            } else {
                releaseKey(true, null);
            }
        } else {
            tenure.renewIfDue(now);
            if (state == State.OWNED) { // a renewal may have failed at once, and changed the state
                timer.set(tenure.dueNanos());
            }
        }
    }

    // ---- the end

    /** The client is closed: waiting callers fail, and a held lock is released. */
    void close(RuntimeException reason) {
        lock.run(() -> {
            queue.removeIf(waiter -> true).forEach(waiter -> fail(waiter, reason));
            if (state == State.OWNED) {
                loseLease();
                releaseKey(true, null);
            } else if (state != State.IDLE) {
                abandon();
            }
        });
    }

    /** Retires without the lock: the token leaves Redis's queue, or a lock that it is granted too late is released. */
    void abandon() {
        registry.abandonToken(keys, tenure.token);
        retire();
    }

    void retire() {
        timer.cancel();
        registry.unregister(this, tenure.token);
        tenure = new Tenure(this, "");
        state = State.IDLE;
        retired = true;
    }

    // ---- outcomes

    void refuse(Waiter waiter) {
        waiter.refused();
        wakeAfterUnlock(waiter);
    }

    void fail(Waiter waiter, RuntimeException failure) {
        waiter.failed(failure);
        wakeAfterUnlock(waiter);
    }

    private void wakeAfterUnlock(Waiter waiter) {
        if (waiter.hasCallback()) {
            lock.runAfterUnlock(() -> registry.runOnExecutor(waiter::callBack));
        } else {
            lock.wakeAfterUnlock(waiter);
        }
    }

    /** Completes a future after the unlock, if there is one: with the failure, or else with the result. */
    void complete(@Nullable CompletableFuture<Boolean> future, boolean result, @Nullable RuntimeException failure) {
        if (future != null && failure != null) {
            lock.runAfterUnlock(() -> future.completeExceptionally(failure));
        } else if (future != null) {
            lock.runAfterUnlock(() -> future.complete(result));
        }
    }

    OperationContext context() {
        return registry.context();
    }

    void runOnExecutor(Runnable task) {
        registry.runOnExecutor(task);
    }
}

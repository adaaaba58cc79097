package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.lock.MutexScripts.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All callers of one client who want one lock. They queue here, first come first served; the client asks and queues in Redis
 * once for all of them, and a holder passes the lock to the next one here without any command, within bounds.
 *
 * <p>States, and what ends each:
 *
 * <ul>
 *   <li>{@code IDLE}: nobody wants it; the cohort is taken from the register and not used again. A caller makes a new one.
 *   <li>{@code ASKING}: acquire (or release-and-queue) is under way. Its answer, or a grant that overtakes the answer.
 *   <li>{@code POLLING}: refused while the inbox is not open, so that nobody could tell us; asks again by timer.
 *   <li>{@code QUEUED}: this client is in Redis' queue. A grant; or the timer, which asks again with the same token.
 *   <li>{@code VERIFYING}: a grant that may be stale is being renewed before it is used.
 *   <li>{@code OWNED}: this client has the key, and its {@link Tenure} gives leases. Release, or loss.
 * </ul>
 *
 * <p>One lock, the {@link DeferringLock}, guards this and what belongs to it. It is taken by callers, by the event loop (answers,
 * messages) and by the timer, and no other lock is taken inside it. A token begins a new {@link Tenure}, so that what comes
 * late for an old one finds another in its place.
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

    private final MutexRegistry home;
    private final LockKeys keys;
    private final CoordinatorTimer alarm;
    private final DeferringLock section = new DeferringLock();
    private final WaitQueue line = new WaitQueue();
    private final Asking asking;
    private State state = State.IDLE;
    private boolean retired;
    private Tenure tenure = new Tenure(this, "");

    Cohort(MutexRegistry home, LockKeys keys) {
        this.home = home;
        this.keys = keys;
        this.alarm = new CoordinatorTimer(home, this::tick);
        this.asking = new Asking(this, home, line);
    }

    String name() {
        return keys.name();
    }

    // ---- callers

    /** Takes a caller in; false if this cohort is retired, and a new one is to be made. */
    boolean enter(Waiter waiter) {
        section.enter();
        try {
            if (retired) {
                return false;
            }
            if (!waiter.mayWait && state != State.IDLE) {
                refuse(waiter);
            } else {
                line.add(waiter);
                if (state == State.IDLE) {
                    asking.ask(home.tokens().next());
                }
            }
            return true;
        } finally {
            section.leave();
        }
    }

    /** The caller waits no more: its outcome, or a refusal. */
    void giveUp(Waiter waiter) {
        section.run(() -> {
            if (waiter.isDecided()) {
                return;
            }
            line.remove(waiter);
            RuntimeException trouble = asking.trouble();
            if (trouble != null) {
                fail(waiter, trouble);
            } else {
                refuse(waiter);
            }
            if (line.isEmpty() && (state == State.QUEUED || state == State.POLLING)) {
                leave(); // an answer that is under way is dealt with when it comes
            }
        });
    }

    /** The holder gives the lock up. The future, if there is one, is told whether it was still held. */
    void release(Lease lease, boolean keep, @Nullable CompletableFuture<Boolean> released) {
        section.enter();
        try {
            if (tenure.current() != lease) {
                tell(released, false, null);
                return;
            }
            long now = System.nanoTime();
            boolean inTime = lease.isInTime(now);
            tenure.end();
            if (keep && inTime) {
                keep(lease, now);
            } else if (!line.isEmpty() && tenure.mayPass(now)) {
                grant(tenure.pass(line.first(), now));
                tell(released, inTime, null);
            } else {
                giveBack(inTime, released);
            }
        } finally {
            section.leave();
        }
    }

    /** The holder wants its whole time from now. */
    void renew(Lease lease, CompletableFuture<Boolean> renewed) {
        section.run(() -> {
            if (tenure.current() == lease) {
                tenure.renew(lease, lease.terms().leaseMillis(), renewed);
            } else {
                tell(renewed, false, null);
            }
        });
    }

    // ---- messages

    /** The lock was given to this client while it waited. */
    void granted(String token, long fence, long serverMicros, long claimMillis, boolean othersWait) {
        section.run(() -> {
            if (token.equals(tenure.token) && state != State.OWNED && state != State.VERIFYING) { // else told twice
                asking.granted(fence, serverMicros, claimMillis, othersWait);
            }
        });
    }

    /** Another client waits for what this one has. */
    void wanted() {
        section.run(() -> {
            if (!tenure.isWanted()) {
                tenure.want(System.nanoTime());
            }
        });
    }

    boolean isWanted() {
        section.enter();
        try {
            return tenure.isWanted();
        } finally {
            section.leave();
        }
    }

    /** Messages may have been missed, or the server may have lost its data: look after what is held or waited for. */
    void recheck() {
        section.run(() -> {
            Lease lease = tenure.current();
            if (state == State.QUEUED || state == State.POLLING) {
                asking.look();
            } else if (state == State.OWNED && lease != null) {
                tenure.renew(lease, System.nanoTime());
            }
        });
    }

    // ---- owning

    void own(long fence, long sinceNanos, long leaseMillis, boolean othersWait) {
        state = State.OWNED;
        tenure.begin(fence, sinceNanos, leaseMillis, othersWait);
        long now = System.nanoTime();
        if (line.isEmpty()) {
            giveBack(true, null);
        } else if (tenure.isOver(now)) {
            lost(); // the answer took longer than the lease: nobody was told of it
        } else {
            grant(tenure.grant(line.first(), now));
        }
    }

    /** To the first in the line, whose lease that is. */
    private void grant(Lease lease) {
        Waiter next = line.first();
        line.remove(next);
        alarm.set(tenure.dueNanos());
        next.granted(lease);
        tell(next);
    }

    /** Gives the key back to Redis, for the next in its queue; this client goes to the end of the queue if it wants it. */
    private void giveBack(boolean inTime, @Nullable CompletableFuture<Boolean> released) {
        boolean wantedAgain = !line.isEmpty();
        String old = tenure.token;
        long lastFence = tenure.lastFence();
        String next = wantedAgain && home.inboxIsOpen() ? home.tokens().next() : null;
        long leaseMillis = wantedAgain ? line.first().terms.leaseMillis() : MutexScripts.CLAIM_MILLIS;
        if (next != null) {
            become(State.ASKING, next);
        }
        long sentAt = System.nanoTime();
        home.send(home.scripts().release(keys, old, leaseMillis, lastFence, next), (reply, failure, repeated) -> {
            if (next != null) {
                asking.answered(next, sentAt, leaseMillis, true, repeated, reply, failure);
            }
            if (failure != null) {
                home.leave(keys, old); // it may not have arrived
            }
            if (released != null && failure != null) {
                released.completeExceptionally(failure);
            } else if (released != null && reply != null) {
                boolean ours = Answer.of(reply).kind() != Answer.Kind.NOT_OURS || repeated;
                released.complete(ours && inTime); // told here: the executor may be busy with who waits for this
            }
        });
        if (next == null) {
            asking.askOrRetire(home.tokens().next());
        }
    }

    /** Leaves the key to its TTL, for the whole lease from the grant. */
    private void keep(Lease lease, long now) {
        long left = lease.terms().renewed() ? lease.terms().leaseNanos() : lease.wantedUntilNanos - now;
        // the key's own time is a claim's, or that of whoever held it before
        home.send(
                home.scripts().renew(keys, tenure.token, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))),
                (reply, failure, repeated) -> {});
        asking.askOrRetire(home.tokens().next());
    }

    /** The key is not this client's any more, or not for sure. */
    void lost() {
        loseLease();
        home.leave(keys, tenure.token); // in case it is
        asking.askOrRetire(home.tokens().next());
    }

    private void loseLease() {
        Lease lease = tenure.end();
        if (lease != null) {
            List<Runnable> callbacks = lease.markLost();
            if (lease.wasLost() && !home.isClosed()) {
                home.logLoss(lease);
            }
            callbacks.forEach(callback -> section.tell(() -> home.later(callback)));
        }
    }

    // ---- for asking and the tenure

    DeferringLock section() {
        return section;
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

    /** In another state, with this token: of this tenure, or of a new one. */
    void become(State next, String token) {
        state = next;
        if (!token.equals(tenure.token)) {
            home.register(this, tenure.token, token);
            tenure = new Tenure(this, token);
        }
    }

    boolean owns(Tenure asking) {
        return state == State.OWNED && tenure == asking;
    }

    /** Renews the key; what is to happen then runs under the cohort's lock. */
    void sendRenewal(
            String token,
            long leaseMillis,
            BiConsumer<? super @Nullable Long, ? super @Nullable RuntimeException> action) {
        home.send(
                home.scripts().renew(keys, token, leaseMillis),
                (reply, failure, repeated) -> section.run(() -> action.accept(reply, failure)));
    }

    void wakeAt(long nanos) {
        alarm.set(nanos);
    }

    // ---- time

    private void tick() {
        section.run(() -> {
            long now = System.nanoTime();
            alarm.wentOff(now);
            if (state == State.OWNED) {
                tickOwned(now);
            } else if (state == State.QUEUED || state == State.POLLING) {
                asking.lookIfDue(now);
            } // else an answer is under way, and has a time limit of its own
        });
    }

    private void tickOwned(long now) {
        if (tenure.isOver(now)) {
            lost();
        } else if (tenure.leaseIsOver(now)) { // the key is still this client's
            loseLease();
            if (!line.isEmpty() && tenure.mayPass(now)) {
                grant(tenure.pass(line.first(), now));
            } else {
                giveBack(true, null);
            }
        } else {
            tenure.renewIfDue(now);
            if (state == State.OWNED) { // a renewal may have failed at once
                alarm.set(tenure.dueNanos());
            }
        }
    }

    // ---- the end

    /** The client is closed: whoever waits is told, what is held is given back. */
    void close(RuntimeException why) {
        section.run(() -> {
            line.removeIf(waiter -> true).forEach(waiter -> fail(waiter, why));
            if (state == State.OWNED) {
                loseLease();
                giveBack(true, null);
            } else if (state != State.IDLE) {
                leave();
            }
        });
    }

    /** Nobody here wants it any more: out of the queue, or off a lock that came too late. */
    void leave() {
        home.leave(keys, tenure.token);
        retire();
    }

    void retire() {
        alarm.cancel();
        home.forget(this, tenure.token);
        tenure = new Tenure(this, "");
        state = State.IDLE;
        retired = true;
    }

    // ---- telling

    void refuse(Waiter waiter) {
        waiter.refused();
        tell(waiter);
    }

    void fail(Waiter waiter, RuntimeException failure) {
        waiter.failed(failure);
        tell(waiter);
    }

    private void tell(Waiter waiter) {
        if (waiter.hasStage()) {
            section.tell(() -> home.later(waiter::completeStage));
        } else {
            section.wake(waiter);
        }
    }

    /** Tells the answer to who waits for it, if anybody does, or the failure. */
    void tell(@Nullable CompletableFuture<Boolean> future, boolean answer, @Nullable RuntimeException failure) {
        if (future != null && failure != null) {
            section.tell(() -> future.completeExceptionally(failure));
        } else if (future != null) {
            section.tell(() -> future.complete(answer));
        }
    }

    OperationContext context() {
        return home.context();
    }

    void runLater(Runnable task) {
        home.later(task);
    }
}

package io.github.dkredis.lock;

import io.github.dkredis.internal.Sent;
import io.github.dkredis.lock.MutexScripts.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 *   <li>{@code OWNED}: this client has the key, and {@code current} is the lease of one caller. Release, or loss.
 * </ul>
 *
 * <p>One lock guards all fields; nothing waits and no caller's code runs under it: what is to be told is collected and told
 * after unlocking. It is taken by callers, by the event loop (answers, messages) and by the timer, and no other lock is
 * taken inside it.
 */
final class Cohort {

    private enum State {
        IDLE,
        ASKING,
        POLLING,
        QUEUED,
        VERIFYING,
        OWNED
    }

    /** How often and for how long the lock may be passed on here once another client wants it. */
    private static final int MOST_PASSES = 64;

    private static final long LONGEST_COHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long CLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(MutexScripts.CLAIM_MILLIS);
    private static final long AFTER_THE_END_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Cohorts home;
    private final LockKeys keys;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private List<Runnable> afterwards = new ArrayList<>(0);
    private State state = State.IDLE;
    private boolean retired;
    private @Nullable Waiter toWake;
    private String token = "";

    // while asking or queued
    private long lookAtNanos;
    private @Nullable RuntimeException trouble;

    // while owned
    private @Nullable Lease current;
    private long keyDeadlineNanos;
    private long keyLeaseNanos;
    private long nextFence;
    private long fenceLimit;
    private boolean renewing;
    private long renewNotBeforeNanos;
    private boolean wanted;
    private long wantedSinceNanos;
    private int passes;

    private @Nullable Future<?> timer;
    private long timerDueNanos;

    Cohort(Cohorts home, LockKeys keys) {
        this.home = home;
        this.keys = keys;
    }

    String name() {
        return keys.name();
    }

    // ---- callers

    /** Takes a caller in; false if this cohort is retired, and a new one is to be made. */
    boolean enter(Waiter waiter) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            if (!waiter.mayWait && state != State.IDLE) {
                decide(waiter, null);
            } else {
                waiters.add(waiter);
                if (state == State.IDLE) {
                    ask(home.tokens().next());
                }
            }
            return true;
        } finally {
            unlock();
        }
    }

    /** The caller waits no more: its outcome, or a refusal. */
    void giveUp(Waiter waiter) {
        lock.lock();
        try {
            if (waiter.isDecided()) {
                return;
            }
            waiters.remove(waiter);
            if (trouble != null) {
                fail(waiter, trouble);
            } else {
                decide(waiter, null);
            }
            if (waiters.isEmpty() && (state == State.QUEUED || state == State.POLLING)) {
                leave(); // an answer that is under way is dealt with when it comes
            }
        } finally {
            unlock();
        }
    }

    /** The holder gives the lock up. The future, if there is one, is told whether it was still held. */
    void release(Lease lease, boolean keep, @Nullable CompletableFuture<Boolean> released) {
        lock.lock();
        try {
            if (current != lease) {
                tell(released, false);
                return;
            }
            boolean inTime = lease.isInTime();
            current = null;
            if (keep && inTime) {
                keep(lease);
            } else if (!waiters.isEmpty() && mayPass()) {
                passes++;
                grantNext();
                tell(released, inTime);
            } else {
                giveBack(!waiters.isEmpty(), inTime, released);
            }
        } finally {
            unlock();
        }
    }

    /** The holder wants its whole time from now. */
    void renew(Lease lease, CompletableFuture<Boolean> renewed) {
        lock.lock();
        try {
            if (current != lease) {
                tell(renewed, false);
                return;
            }
            renewKey(lease.terms().leaseMillis(), renewed);
        } finally {
            unlock();
        }
    }

    // ---- asking

    /** Asks for the lock with a token, new or (to look again) the same. */
    private void ask(String withToken) {
        boolean inboxOpen = home.inboxIsOpen();
        Waiter first = waiters.iterator().next();
        boolean mayQueue = inboxOpen && first.mayWait;
        use(withToken);
        state = State.ASKING;
        long leaseMillis = first.terms.leaseMillis();
        long sentAt = System.nanoTime();
        Sent<List<@Nullable Object>> sent = home.fire(
                mayQueue
                        ? home.scripts().acquire(keys, withToken, leaseMillis)
                        : home.scripts().tryAcquire(keys, withToken, leaseMillis));
        sent.whenDone((reply, failure) ->
                answered(withToken, sentAt, leaseMillis, mayQueue, sent.wasRepeated(), reply, failure));
    }

    /**
     * What asking came to.
     *
     * @param queued whether it asked for a place in the queue too
     * @param again whether Redis may have run it after the token was granted, used and given back
     */
    private void answered(
            String asked,
            long sentAt,
            long leaseMillis,
            boolean queued,
            boolean again,
            @Nullable List<@Nullable Object> reply,
            @Nullable RuntimeException failure) {
        lock.lock();
        try {
            Answer answer = reply == null ? null : Answer.of(reply);
            if (answer != null && answer.serverMicros() > 0) {
                home.clock().exchanged(sentAt, answer.serverMicros());
            }
            if (!asked.equals(token)) {
                if (again || (answer != null && answer.kind() == Answer.Kind.GRANTED)) {
                    home.leave(keys, asked); // nobody here would ever give back what it got
                }
                return;
            }
            if (state != State.ASKING && state != State.QUEUED) {
                return; // a grant has overtaken it
            }
            if (answer == null) {
                notAnswered(failure);
            } else {
                switch (answer.kind()) {
                    case GRANTED -> own(answer.fence(), sentAt, leaseMillis, answer.others() > 0);
                    case QUEUED -> mustWait(answer, queued);
                    default -> askOrRetire(asked); // the key was not ours any more, so that we are in no queue
                }
            }
        } finally {
            unlock();
        }
    }

    private void notAnswered(@Nullable RuntimeException failure) {
        RuntimeException cause = failure == null ? new IllegalStateException("no answer") : failure;
        if (state == State.QUEUED) { // the place in the queue is kept; look again
            trouble = cause;
            lookAtNanos = System.nanoTime() + RETRY_NANOS;
            arm(lookAtNanos);
        } else {
            List<Waiter> all = List.copyOf(waiters);
            waiters.clear();
            all.forEach(waiter -> fail(waiter, cause));
            leave(); // it may have been granted or queued all the same
        }
    }

    private void mustWait(Answer answer, boolean queued) {
        trouble = null;
        if (!queued) {
            List<Waiter> refused =
                    waiters.stream().filter(waiter -> !waiter.mayWait).toList();
            refused.forEach(waiters::remove);
            refused.forEach(waiter -> decide(waiter, null));
        }
        if (waiters.isEmpty()) {
            if (queued) {
                leave();
            } else {
                retire();
            }
            return;
        }
        if (!queued && home.inboxIsOpen()) {
            ask(token);
            return;
        }
        state = queued ? State.QUEUED : State.POLLING;
        // Whoever looks heals the queue for all. None is told that it has become the first, so the others look nearly
        // as often.
        long tillEnd = TimeUnit.MILLISECONDS.toNanos(answer.leftMillis()) + AFTER_THE_END_NANOS;
        long later = Math.min(LONGEST_LOOK_NANOS, answer.others() * STAGGER_NANOS);
        lookAtNanos = System.nanoTime() + Math.min(CLAIM_NANOS, tillEnd) + later;
        arm(lookAtNanos);
    }

    /** Looks again: with the same token, over the inbox' own connection, so that a dead one shows. */
    private void look() {
        if (state == State.POLLING) {
            ask(token);
            return;
        }
        lookAtNanos = System.nanoTime() + LONGEST_LOOK_NANOS; // the answer sets it
        String asked = token;
        long leaseMillis = waiters.iterator().next().terms.leaseMillis();
        long sentAt = System.nanoTime();
        home.fireOverInbox(home.scripts().acquire(keys, asked, leaseMillis))
                .whenDone((reply, failure) -> answered(asked, sentAt, leaseMillis, true, true, reply, failure));
        arm(lookAtNanos);
    }

    /** What was held or waited for is gone: begins anew, if anybody wants it. */
    private void askOrRetire(String withToken) {
        if (waiters.isEmpty()) {
            retire();
        } else {
            ask(withToken);
        }
    }

    /** Nobody here wants it any more: out of the queue, or off a lock that came too late. */
    private void leave() {
        home.leave(keys, token);
        retire();
    }

    // ---- messages

    /** The lock was given to this client while it waited. */
    void granted(String toToken, long fence, long serverMicros, long claimMillis, boolean othersWait) {
        lock.lock();
        try {
            if (!toToken.equals(token) || state == State.OWNED || state == State.VERIFYING) {
                return; // told twice
            }
            long claimNanos = TimeUnit.MILLISECONDS.toNanos(claimMillis);
            long grantedAt = home.clock().earliestLocal(serverMicros);
            long now = System.nanoTime();
            if (waiters.isEmpty()) {
                takeOver(fence, now, 0, othersWait);
                giveBack(false, true, null);
            } else if (grantedAt - now <= 0 && grantedAt + claimNanos - now > claimNanos / 4) {
                own(fence, grantedAt, claimMillis, othersWait);
            } else {
                verify(fence, othersWait);
            }
        } finally {
            unlock();
        }
    }

    private void verify(long fence, boolean othersWait) {
        String verified = token;
        state = State.VERIFYING;
        long leaseMillis = waiters.iterator().next().terms.leaseMillis();
        long sentAt = System.nanoTime();
        home.fire(home.scripts().renew(keys, verified, leaseMillis)).whenDone((reply, failure) -> {
            lock.lock();
            try {
                if (state != State.VERIFYING || !verified.equals(token)) {
                    return;
                }
                if (failure != null) {
                    state = State.ASKING;
                    notAnswered(failure);
                } else if (reply != null && reply == 1) {
                    own(fence, sentAt, leaseMillis, othersWait);
                } else {
                    askOrRetire(home.tokens().next());
                }
            } finally {
                unlock();
            }
        });
    }

    /** Another client waits for what this one has. */
    void wanted() {
        lock.lock();
        try {
            if (state != State.OWNED) {
                wanted = true; // it has overtaken the answer to acquiring
            } else if (!wanted) {
                want();
            }
        } finally {
            unlock();
        }
    }

    boolean isWanted() {
        lock.lock();
        try {
            return wanted;
        } finally {
            unlock();
        }
    }

    private void want() {
        wanted = true;
        wantedSinceNanos = System.nanoTime();
        passes = 0;
    }

    /** Messages may have been missed, or the server may have lost its data: look after what is held or waited for. */
    void recheck() {
        lock.lock();
        try {
            if (state == State.QUEUED || state == State.POLLING) {
                look();
            } else if (state == State.OWNED && current != null) {
                renewKey(leaseMillisFrom(System.nanoTime(), current), null);
            }
        } finally {
            unlock();
        }
    }

    // ---- owning

    private void takeOver(long fence, long sinceNanos, long leaseMillis, boolean othersWait) {
        state = State.OWNED;
        trouble = null;
        keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
        keyDeadlineNanos = sinceNanos + keyLeaseNanos;
        nextFence = fence;
        fenceLimit = fence + MutexScripts.FENCES;
        renewing = false;
        renewNotBeforeNanos = sinceNanos;
        passes = 0;
        if (othersWait || wanted) {
            want();
        }
    }

    private void own(long fence, long sinceNanos, long leaseMillis, boolean othersWait) {
        takeOver(fence, sinceNanos, leaseMillis, othersWait);
        if (waiters.isEmpty()) {
            giveBack(false, true, null);
        } else if (keyDeadlineNanos - System.nanoTime() > 0) {
            grantNext();
        } else {
            lost(); // the answer took longer than the lease: nobody was told of it
        }
    }

    private boolean mayPass() {
        long now = System.nanoTime();
        boolean inTime = keyDeadlineNanos - now > CLAIM_NANOS / 4;
        boolean inTurn = !wanted || (passes < MOST_PASSES && now - wantedSinceNanos < LONGEST_COHORT_NANOS);
        return inTime && inTurn && nextFence < fenceLimit;
    }

    private void grantNext() {
        Waiter next = waiters.iterator().next();
        waiters.remove(next);
        Lease lease = new Lease(this, next.terms, nextFence++, next.thread());
        long now = System.nanoTime();
        lease.wantedUntilNanos = now + (next.terms.renewed() ? Long.MAX_VALUE / 2 : next.terms.leaseNanos());
        current = lease;
        moveDeadline();
        armOwned();
        decide(next, lease);
    }

    private void moveDeadline() {
        Lease lease = current;
        if (lease != null) {
            long until = lease.wantedUntilNanos;
            lease.deadline(until - keyDeadlineNanos < 0 ? until : keyDeadlineNanos);
        }
    }

    /** Gives the key back to Redis, for the next in its queue; this client goes to the end of the queue if it wants it. */
    private void giveBack(boolean queueAgain, boolean inTime, @Nullable CompletableFuture<Boolean> released) {
        String old = token;
        long lastFence = nextFence - 1;
        String next = queueAgain && home.inboxIsOpen() ? home.tokens().next() : null;
        long leaseMillis = queueAgain ? waiters.iterator().next().terms.leaseMillis() : MutexScripts.CLAIM_MILLIS;
        if (next != null) {
            use(next);
            state = State.ASKING;
        }
        long sentAt = System.nanoTime();
        Sent<List<@Nullable Object>> sent = home.fire(home.scripts().release(keys, old, leaseMillis, lastFence, next));
        sent.whenDone((reply, failure) -> {
            if (next != null) {
                answered(next, sentAt, leaseMillis, true, sent.wasRepeated(), reply, failure);
            }
            if (failure != null) {
                home.leave(keys, old); // it may not have arrived
            }
            if (released != null && failure != null) {
                released.completeExceptionally(failure);
            } else if (released != null && reply != null) {
                boolean ours = Answer.of(reply).kind() != Answer.Kind.NOT_OURS || sent.wasRepeated();
                released.complete(ours && inTime); // told here: the executor may be busy with who waits for this
            }
        });
        if (next == null && queueAgain) {
            ask(home.tokens().next());
        } else if (next == null) {
            retire();
        }
    }

    /** Leaves the key to its TTL, for the whole lease from the grant. */
    private void keep(Lease lease) {
        long left = lease.terms().renewed() ? lease.terms().leaseNanos() : lease.wantedUntilNanos - System.nanoTime();
        // the key's own time is a claim's, or that of whoever held it before
        home.fire(home.scripts().renew(keys, token, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))));
        askOrRetire(home.tokens().next());
    }

    private void renewKey(long leaseMillis, @Nullable CompletableFuture<Boolean> renewed) {
        String ours = token;
        Lease asked = Objects.requireNonNull(current);
        renewing = true;
        long sentAt = System.nanoTime();
        home.fire(home.scripts().renew(keys, ours, leaseMillis)).whenDone((reply, failure) -> {
            lock.lock();
            try {
                boolean still = state == State.OWNED && ours.equals(token);
                if (still) {
                    renewing = false;
                }
                if (failure != null) {
                    if (renewed != null) {
                        afterwards.add(() -> renewed.completeExceptionally(failure));
                    }
                    if (still) {
                        renewNotBeforeNanos = System.nanoTime() + RETRY_NANOS; // it may have failed at once
                        armOwned();
                    }
                } else {
                    boolean ok = reply != null && reply == 1;
                    if (still && ok) {
                        keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
                        keyDeadlineNanos = sentAt + keyLeaseNanos;
                        if (renewed != null
                                && asked == current
                                && !asked.terms().renewed()) {
                            asked.wantedUntilNanos = keyDeadlineNanos;
                        }
                        moveDeadline();
                        armOwned();
                    } else if (still) {
                        lost();
                    }
                    tell(renewed, still && ok);
                }
            } finally {
                unlock();
            }
        });
    }

    /** The key is not this client's any more, or not for sure. */
    private void lost() {
        loseLease();
        home.leave(keys, token); // in case it is
        askOrRetire(home.tokens().next());
    }

    private void loseLease() {
        Lease lease = current;
        current = null;
        if (lease != null) {
            List<Runnable> callbacks = lease.markLost();
            if (lease.wasLost() && !home.isClosed()) {
                home.logLoss(lease);
            }
            callbacks.forEach(callback -> afterwards.add(() -> home.later(callback)));
        }
    }

    // ---- time

    private void armOwned() {
        Lease lease = current;
        long due = keyDeadlineNanos;
        if (lease != null) {
            if (lease.wantedUntilNanos - due < 0) {
                due = lease.wantedUntilNanos;
            } else if (!renewing && needsRenewal(lease)) {
                due = renewalDue();
            }
        }
        arm(due);
    }

    private boolean needsRenewal(Lease lease) {
        return lease.terms().renewed() || lease.wantedUntilNanos - keyDeadlineNanos > AFTER_THE_END_NANOS;
    }

    /** How long the key is to last from now: as long as a lease is wanted that is renewed, and no longer than one that is not. */
    private static long leaseMillisFrom(long now, Lease lease) {
        long left = TimeUnit.NANOSECONDS.toMillis(lease.wantedUntilNanos - now) + 1;
        return lease.terms().renewed() ? lease.terms().leaseMillis() : Math.max(1, left);
    }

    /** A third into the key's lease, by its absolute deadline, so that nothing drifts. */
    private long renewalDue() {
        long due = keyDeadlineNanos - keyLeaseNanos + keyLeaseNanos / 3;
        return renewNotBeforeNanos - due > 0 ? renewNotBeforeNanos : due;
    }

    private void arm(long dueNanos) {
        if (timer != null && timerDueNanos - dueNanos <= 0) {
            return; // it comes before, and looks what is due
        }
        disarm();
        timerDueNanos = dueNanos;
        timer = home.schedule(() -> tick(dueNanos), dueNanos - System.nanoTime());
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void tick(long dueNanos) {
        lock.lock();
        try {
            if (timerDueNanos == dueNanos) { // else another was set while this one waited for the lock
                timer = null;
            }
            long now = System.nanoTime();
            switch (state) {
                case QUEUED, POLLING -> {
                    if (lookAtNanos - now <= 0) {
                        look();
                    } else {
                        arm(lookAtNanos);
                    }
                }
                case OWNED -> tickOwned(now);
                default -> {
                    // an answer is under way, and has a time limit of its own
                }
            }
        } finally {
            unlock();
        }
    }

    private void tickOwned(long now) {
        Lease lease = current;
        if (keyDeadlineNanos - now <= 0) {
            lost();
        } else if (lease != null && lease.wantedUntilNanos - now <= 0) {
            loseLease(); // its own time is over; the key is still this client's
            if (!waiters.isEmpty() && mayPass()) {
                passes++;
                grantNext();
            } else {
                giveBack(!waiters.isEmpty(), true, null);
            }
        } else {
            if (lease != null && !renewing && needsRenewal(lease) && renewalDue() - now <= 0) {
                renewKey(leaseMillisFrom(now, lease), null);
            }
            armOwned();
        }
    }

    // ---- the end

    /** The client is closed: whoever waits is told, what is held is given back. */
    void close(RuntimeException why) {
        lock.lock();
        try {
            List<Waiter> all = List.copyOf(waiters);
            waiters.clear();
            all.forEach(waiter -> fail(waiter, why));
            if (state == State.OWNED) {
                loseLease();
                giveBack(false, true, null);
            } else if (state != State.IDLE) {
                leave();
            }
        } finally {
            unlock();
        }
    }

    private void retire() {
        disarm();
        home.forget(this, token);
        token = "";
        state = State.IDLE;
        retired = true;
    }

    private void use(String newToken) {
        if (!newToken.equals(token)) {
            home.register(this, token, newToken);
            token = newToken;
            wanted = false;
        }
    }

    // ---- telling

    private void decide(Waiter waiter, @Nullable Lease lease) {
        if (lease == null) {
            waiter.refused();
        } else {
            waiter.granted(lease);
        }
        tellStage(waiter);
    }

    private void fail(Waiter waiter, RuntimeException failure) {
        waiter.failed(failure);
        tellStage(waiter);
    }

    private void tellStage(Waiter waiter) {
        if (waiter.hasStage()) {
            afterwards.add(() -> home.later(waiter::completeStage));
        } else if (toWake == null) {
            toWake = waiter;
        } else {
            afterwards.add(waiter::wake);
        }
    }

    private void tell(@Nullable CompletableFuture<Boolean> future, boolean answer) {
        if (future != null) {
            afterwards.add(() -> future.complete(answer));
        }
    }

    void runLater(Runnable task) {
        home.later(task);
    }

    private void unlock() {
        List<Runnable> told = afterwards;
        Waiter woken = toWake;
        if (woken != null && told.isEmpty() && lock.getHoldCount() == 1) {
            toWake = null;
            lock.unlock();
            woken.wake();
            return;
        }
        if ((woken == null && told.isEmpty())
                || lock.getHoldCount() > 1) { // a command that failed at once answers inside the method that sent it
            lock.unlock();
            return;
        }
        afterwards = new ArrayList<>(0);
        toWake = null;
        lock.unlock();
        if (woken != null) {
            woken.wake();
        }
        told.forEach(Runnable::run);
    }
}

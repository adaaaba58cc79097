package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.lock.MutexEvent.CallerJoined;
import io.github.dkredis.lock.MutexEvent.CallerLeft;
import io.github.dkredis.lock.MutexEvent.ClientClosed;
import io.github.dkredis.lock.MutexEvent.Glanced;
import io.github.dkredis.lock.MutexEvent.LeaseKept;
import io.github.dkredis.lock.MutexEvent.LeaseReleased;
import io.github.dkredis.lock.MutexEvent.RenewalEnded;
import io.github.dkredis.lock.MutexEvent.RenewalOutcome;
import io.github.dkredis.lock.MutexEvent.RenewalReason;
import io.github.dkredis.lock.MutexEvent.RenewalRequested;
import io.github.dkredis.lock.MutexEvent.Replied;
import io.github.dkredis.lock.MutexEvent.TimerFired;
import io.github.dkredis.lock.MutexState.Idle;
import io.github.dkredis.lock.MutexState.Owned;
import io.github.dkredis.lock.MutexState.Queued;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All callers of one client that want one lock. They queue here, first come, first served. The client asks Redis and
 * queues in Redis once for all of them, and a holder passes the lock on to the next of them without any command, within
 * bounds. The literature calls this lock cohorting.
 *
 * <p>What to do is decided by the {@link MutexStateMachine}; this class feeds it with events, and carries out its
 * effects. One lock, a {@link DeferringLock}, guards the state and the queue. Callers, the event loop (replies and
 * messages) and the timer take it, and no other lock is taken inside it. A command that fails at once calls its handler
 * inside the method that sent it; such an event waits until the effects of the present one are done.
 */
final class MutexCoordinator implements MutexActions, LeaseKeeper {

    /** Why a caller stops to wait. */
    enum Leaving {
        TIMED_OUT,
        INTERRUPTED
    }

    private final MutexServices services;
    private final LockKeys keys;
    private final CoordinatorTimer timer;
    private final DeferringLock lock = new DeferringLock();
    private final WaitQueue queue = new WaitQueue();
    private final ArrayDeque<MutexEvent> backlog = new ArrayDeque<>(0);
    private MutexState state = MutexState.IDLE;
    private boolean handling;
    private boolean retired;
    private @Nullable Lease current;

    /** The last token whose request was sent more than once: a copy of it may still be on its way. */
    private String repeatedToken = "";

    /** The future of the caller whose release is being handled, if it waits for the outcome. */
    private @Nullable CompletableFuture<Boolean> releasing;

    /** The future of the caller whose renewal is about to be sent. */
    private @Nullable CompletableFuture<Boolean> requestedRenewal;

    MutexCoordinator(MutexServices services, LockKeys keys) {
        this.services = services;
        this.keys = keys;
        this.timer = new CoordinatorTimer(services::schedule, this::onTimer);
    }

    @Override
    public String name() {
        return keys.name();
    }

    // ---- callers

    /**
     * Adds a caller; false if this coordinator has retired, so that the caller needs a new one, or if the client is
     * closed. Under the lock, because the close of the client comes here after it has begun: it either finds what this
     * sends, or this sends nothing.
     */
    boolean join(Waiter waiter) {
        lock.lock();
        try {
            if (retired || services.isClosed()) {
                return false;
            }
            if (waiter.ifTaken == IfTaken.REFUSE && !(state instanceof Idle)) {
                refuse(waiter);
            } else {
                queue.add(waiter);
                handle(new CallerJoined(waiter.ifTaken));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of a caller: it is refused, or told why polling has failed. Does nothing if it is decided. */
    void stopWaiting(Waiter waiter, Leaving why) {
        lock.run(() -> {
            if (waiter.isDecided()) {
                return;
            }
            queue.remove(waiter);
            RuntimeException pollFailure =
                    state instanceof Queued queued ? queued.poll().failure() : null;
            if (pollFailure != null && why == Leaving.TIMED_OUT) {
                fail(waiter, pollFailure);
            } else {
                refuse(waiter);
            }
            handle(new CallerLeft());
        });
    }

    @Override
    public void end(Lease lease, Ending ending, @Nullable CompletableFuture<Boolean> released) {
        lock.lock();
        try {
            if (current != lease || !(state instanceof Owned owned)) {
                complete(released, false);
                return;
            }
            long now = System.nanoTime();
            OptionalLong kept = keptUntil(owned, ending, now);
            current = null;
            if (kept.isPresent()) {
                handle(new LeaseKept(kept.getAsLong()));
                complete(released, true);
                return;
            }
            releasing = released;
            handle(new LeaseReleased());
            if (releasing != null) { // the lock was passed on
                releasing = null;
                complete(released, true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return until when a lock stays taken although its lease is ended at this moment; empty if it does not} */
    private static OptionalLong keptUntil(Owned owned, Ending ending, long now) {
        LeaseOptions options = owned.holding().options();
        long until = now;
        if (ending == Ending.CLOSED && options.keepOnClose()) {
            until = options.renewed()
                    ? now + options.leaseNanos()
                    : owned.holding().untilNanos();
        }
        long atLeast = owned.holding().sinceNanos() + options.atLeastNanos();
        until = atLeast - until > 0 ? atLeast : until;
        return until - now > 0 ? OptionalLong.of(until) : OptionalLong.empty();
    }

    @Override
    public void keep(Lease lease, long untilNanos) {
        lock.run(() -> {
            if (current == lease && state instanceof Owned owned) {
                OptionalLong atLeast = keptUntil(owned, Ending.RELEASED, System.nanoTime());
                boolean isLonger = atLeast.isPresent() && atLeast.getAsLong() - untilNanos > 0;
                current = null;
                handle(new LeaseKept(isLonger ? atLeast.getAsLong() : untilNanos));
            }
        });
    }

    @Override
    public void renew(Lease lease, long leaseMillis, CompletableFuture<Boolean> renewed) {
        lock.run(() -> {
            if (current != lease || !(state instanceof Owned)) {
                complete(renewed, false);
                return;
            }
            requestedRenewal = renewed;
            handle(new RenewalRequested(leaseMillis));
        });
    }

    @Override
    public void lost(Lease lease, List<Runnable> callbacks) {
        services.lost(lease, callbacks);
    }

    @Override
    public void runApart(Runnable callback) {
        services.runApart(callback);
    }

    @Override
    public OperationContext context() {
        return services.context();
    }

    // ---- events

    /** Something has happened outside. */
    void on(MutexEvent event) {
        lock.lock();
        try {
            handle(event);
        } finally {
            lock.unlock();
        }
    }

    private void onTimer() {
        lock.run(() -> {
            timer.fired(System.nanoTime());
            handle(new TimerFired());
        });
    }

    /** The client is closed: waiting callers fail, and a held lock is released. */
    void close(RuntimeException reason) {
        lock.run(() -> {
            failWaiting(reason);
            handle(new ClientClosed());
        });
    }

    private void handle(MutexEvent event) {
        if (handling) {
            backlog.add(event);
            return;
        }
        handling = true;
        try {
            for (MutexEvent next = event; next != null; next = backlog.poll()) {
                step(next);
            }
        } finally {
            handling = false;
        }
    }

    private void step(MutexEvent event) {
        LeaseOptions first = queue.isEmpty() ? null : queue.first().options;
        Situation situation =
                new Situation(System.nanoTime(), services.isPushOpen(), first, queue.hasPatient(), services.tokens());
        Transition transition = MutexStateMachine.next(state, event, situation);
        if (event instanceof Replied replied && replied.repeated()) {
            repeatedToken = replied.request().token();
        }
        MutexState before = state;
        state = transition.state();
        if (!before.token().equals(state.token())) {
            services.tokenChanged(this, before.token(), state.token());
        }
        for (MutexEffect effect : transition.effects()) {
            effect.perform(this);
        }
        LockMeter meter = services.meter();
        if (meter.isOn()) {
            lock.runAfterUnlock(() -> meter.stepped(before, event, transition.state()));
        }
    }

    // ---- effects that send; all of them over the connection for commands, in this order

    @Override
    public void ask(String token, AskMode mode) {
        MutexRequests requests = services.requests();
        OptionalLong notAfter = requests.notAfterMicros(keys);
        if (notAfter.isEmpty()) {
            requests.readClock(keys, failure -> lock.run(() -> clockRead(token, mode, failure)));
            return;
        }
        AcquireRequest request = new AcquireRequest(
                token, mode, System.nanoTime(), queue.first().options.leaseMillis());
        requests.acquire(
                keys, request, notAfter.getAsLong(), (reply, repeated) -> on(new Replied(request, reply, repeated)));
    }

    private void clockRead(String token, AskMode mode, @Nullable RuntimeException failure) {
        if (!state.token().equals(token)) {
            return; // closed meanwhile
        }
        if (failure != null || queue.isEmpty()) {
            RuntimeException cause = failure != null ? failure : new IllegalStateException("no caller waits");
            AcquireRequest notSent = new AcquireRequest(token, mode, System.nanoTime(), 0);
            handle(new Replied(notSent, new MutexReply.Failed(cause), false));
        } else {
            ask(token, mode);
        }
    }

    @Override
    public void glance(String token) {
        services.requests().glance(keys, seen -> on(new Glanced(token, seen.ttlMillis(), seen.value())));
    }

    @Override
    public void releaseKey(String token, long lastFence, @Nullable String again, AskMode mode) {
        CompletableFuture<Boolean> released = releasing;
        releasing = null;
        long leaseMillis = queue.isEmpty()
                ? MutexScripts.CLAIM_MILLIS
                : queue.first().options.leaseMillis();
        AcquireRequest next = again == null ? null : new AcquireRequest(again, mode, System.nanoTime(), leaseMillis);
        MutexRequests requests = services.requests();
        requests.release(keys, token, lastFence, leaseMillis, next, (reply, repeated) -> {
            if (next != null) {
                on(new Replied(next, reply, repeated));
            }
            if (reply instanceof MutexReply.Failed failed) {
                requests.releaseFailed(keys, token, failed.cause());
                if (released != null) {
                    released.completeExceptionally(failed.cause());
                }
            } else if (released != null) {
                // Completed on this thread: the executor may be busy with callers that wait for this very release.
                // If the script ran twice, the second run found the key already released by the first.
                released.complete(!(reply instanceof MutexReply.NotOwned) || repeated);
            }
        });
        forgetCopies(token);
    }

    /** Makes a copy of the request harmless that the network may still deliver after the release. */
    private void forgetCopies(String token) {
        if (token.equals(repeatedToken)) {
            abandon(token);
        }
    }

    @Override
    public void keepKey(String token, long untilNanos) {
        services.requests().keep(keys, token, untilNanos);
    }

    @Override
    public void renew(String token, long leaseMillis, RenewalReason reason, int failures) {
        CompletableFuture<Boolean> requested = reason == RenewalReason.REQUESTED ? requestedRenewal : null;
        Lease lease = current;
        if (requested != null) {
            requestedRenewal = null;
        }
        long sentAt = System.nanoTime();
        long limitNanos = requested != null
                ? services.context().timeoutNanos()
                : Math.min(services.context().timeoutNanos(), LockTiming.renewalLimitNanos(leaseMillis));
        services.requests()
                .renew(keys, token, leaseMillis, sentAt + limitNanos, failures, (reply, failure, repeated) -> {
                    RenewalOutcome outcome = failure != null || reply == null
                            ? RenewalOutcome.FAILED
                            : reply == 1 ? RenewalOutcome.RENEWED : RenewalOutcome.NOT_OWNED;
                    lock.run(() -> {
                        handle(new RenewalEnded(token, sentAt, leaseMillis, reason, outcome));
                        if (requested != null && failure != null) {
                            lock.runAfterUnlock(() -> requested.completeExceptionally(failure));
                        } else if (requested != null) {
                            complete(requested, outcome == RenewalOutcome.RENEWED && lease != null && lease == current);
                        }
                    });
                });
    }

    @Override
    public void abandon(String token) {
        services.requests().abandon(keys, token);
    }

    // ---- effects on callers

    @Override
    public void grantFirst(long fence, long deadlineNanos) {
        Waiter next = queue.first();
        queue.remove(next);
        Lease lease = new Lease(this, next.options, fence, next.thread(), deadlineNanos);
        current = lease;
        next.granted(lease);
        wakeAfterUnlock(next);
    }

    @Override
    public void moveDeadline(long deadlineNanos) {
        if (current != null) {
            current.moveDeadline(deadlineNanos);
        }
    }

    @Override
    public void loseLease() {
        Lease lease = current;
        current = null;
        if (lease != null) {
            lock.runAfterUnlock(lease::lose);
        }
    }

    @Override
    public void refuseTrying() {
        queue.removeIf(waiter -> waiter.ifTaken == IfTaken.REFUSE).forEach(this::refuse);
    }

    @Override
    public void failWaiting(RuntimeException cause) {
        queue.removeIf(waiter -> true).forEach(waiter -> fail(waiter, cause));
    }

    private void refuse(Waiter waiter) {
        waiter.refused();
        wakeAfterUnlock(waiter);
    }

    private void fail(Waiter waiter, RuntimeException failure) {
        waiter.failed(failure);
        wakeAfterUnlock(waiter);
    }

    private void wakeAfterUnlock(Waiter waiter) {
        if (waiter.hasCallback()) {
            lock.runAfterUnlock(() -> services.runOnExecutor(waiter::callBack));
        } else {
            lock.wakeAfterUnlock(waiter);
        }
    }

    /** Completes a future after the unlock, if there is one. */
    private void complete(@Nullable CompletableFuture<Boolean> future, boolean result) {
        if (future != null) {
            lock.runAfterUnlock(() -> future.complete(result));
        }
    }

    // ---- effects on this coordinator

    @Override
    public void setTimer(long nanos) {
        timer.set(nanos);
    }

    @Override
    public void retire() {
        timer.cancel();
        retired = true;
        services.retired(this);
    }

    // ---- for tests

    boolean isQueued() {
        lock.lock();
        try {
            return state instanceof Queued;
        } finally {
            lock.unlock();
        }
    }

    boolean pollFails() {
        lock.lock();
        try {
            return state instanceof Queued queued && queued.poll().failure() != null;
        } finally {
            lock.unlock();
        }
    }

    boolean isContended() {
        lock.lock();
        try {
            return state instanceof Owned owned && owned.turn().contended();
        } finally {
            lock.unlock();
        }
    }
}

package io.github.dkredis.lock;

import io.github.dkredis.lock.Cohort.State;
import io.github.dkredis.lock.MutexReply.Granted;
import io.github.dkredis.lock.MutexReply.Queued;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a cohort acquires its key. It asks Redis once for all its callers, waits in Redis's queue or polls by timer, and
 * takes a grant, if need be after it has checked that the grant still holds. This ends with {@link Cohort#own}, or when
 * no caller wants the key any more.
 *
 * <p>Guarded by the cohort's lock.
 */
final class Asking {

    /**
     * By how much later a client polls for each client ahead of it in the queue, so that they do not all poll together.
     */
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Cohort cohort;
    private final MutexRegistry registry;
    private final WaitQueue queue;
    private long pollAtNanos;
    private @Nullable RuntimeException pollFailure;

    Asking(Cohort cohort, MutexRegistry registry, WaitQueue queue) {
        this.cohort = cohort;
        this.registry = registry;
        this.queue = queue;
    }

    /** {@return why the last poll failed; null if it did not} */
    @Nullable
    RuntimeException pollFailure() {
        return pollFailure;
    }

    // ---- asking, and the reply

    /** Asks for the lock with a token: a new one, or the same one again. */
    void ask(String token) {
        Waiter first = queue.first();
        // No grant could reach a client without a push connection: it would be skipped, or cost the others a claim.
        boolean queues = registry.isPushOpen() && first.ifTaken == IfTaken.WAIT;
        cohort.become(State.ASKING, token);
        AcquireRequest request = new AcquireRequest(token, System.nanoTime(), first.options.leaseMillis(), queues);
        registry.send(
                queues
                        ? registry.scripts().acquire(cohort.keys(), token, request.leaseMillis())
                        : registry.scripts().tryAcquire(cohort.keys(), token, request.leaseMillis()),
                (reply, failure, repeated) -> onReply(request, repeated, reply, failure));
    }

    /**
     * Handles the reply to a request. The cohort's lock is not held.
     *
     * @param repeated whether Redis may have run the script again after the token was granted, used and released
     */
    void onReply(
            AcquireRequest request,
            boolean repeated,
            @Nullable List<@Nullable Object> elements,
            @Nullable RuntimeException failure) {
        MutexReply reply = elements == null ? null : MutexReply.of(elements);
        if (reply instanceof Granted granted) {
            registry.clock().exchanged(request.sentAtNanos(), granted.serverMicros());
        } else if (reply instanceof Queued queued) {
            registry.clock().exchanged(request.sentAtNanos(), queued.serverMicros());
        }
        cohort.lock().lock();
        try {
            handle(request, repeated, reply, failure);
        } finally {
            cohort.lock().unlock();
        }
    }

    private void handle(
            AcquireRequest request, boolean repeated, @Nullable MutexReply reply, @Nullable RuntimeException failure) {
        if (!request.token().equals(cohort.tenure().token)) {
            // The cohort has gone on with another token. Nothing here would ever release what this one may own.
            if (repeated || reply instanceof Granted) {
                registry.abandonToken(cohort.keys(), request.token());
            }
        } else if (!cohort.is(State.ASKING) && !cohort.is(State.QUEUED)) {
            return; // a grant has overtaken this reply
        } else if (reply == null) {
            onFailure(failure);
        } else if (reply instanceof Granted granted) {
            own(new Grant(
                    granted.firstFence(), request.sentAtNanos(), request.leaseMillis(), granted.waitingClients() > 0));
        } else if (reply instanceof Queued queued) {
            onQueued(queued, request.queues());
        } else {
            // The key that was to be released belonged to another client, so the script did not queue this one either.
            askAgainOrRetire(request.token());
        }
    }

    private void onFailure(@Nullable RuntimeException failure) {
        RuntimeException cause = failure == null ? new IllegalStateException("Redis sent no reply") : failure;
        if (cohort.is(State.QUEUED)) { // this client keeps its place in the queue, and polls again
            pollFailure = cause;
            pollAt(System.nanoTime() + LockTiming.RETRY_NANOS);
        } else {
            queue.removeIf(waiter -> true).forEach(waiter -> cohort.fail(waiter, cause));
            cohort.abandon(); // the token may have been granted or queued all the same
        }
    }

    private void onQueued(Queued reply, boolean queued) {
        pollFailure = null;
        if (!queued) {
            queue.removeIf(waiter -> waiter.ifTaken == IfTaken.REFUSE).forEach(cohort::refuse);
        }
        if (queue.isEmpty() && queued) {
            cohort.abandon();
        } else if (queue.isEmpty()) {
            cohort.retire();
        } else if (!queued && registry.isPushOpen()) {
            ask(cohort.tenure().token); // the callers that are left may wait
        } else {
            cohort.become(queued ? State.QUEUED : State.POLLING, cohort.tenure().token);
            // Any poll repairs the queue for every waiter: it skips clients that have died. Reaching the head of the
            // queue is not announced, so all clients poll at similar intervals.
            long tillExpiry = TimeUnit.MILLISECONDS.toNanos(reply.ttlMillis()) + LockTiming.EXPIRY_MARGIN_NANOS;
            long stagger = Math.min(LockTiming.MAX_POLL_NANOS, reply.clientsAhead() * STAGGER_NANOS);
            pollAt(System.nanoTime() + Math.min(MutexScripts.CLAIM_NANOS, tillExpiry) + stagger);
        }
    }

    /** The key is gone, or the place in the queue: asks again if callers wait, and else retires. */
    void askAgainOrRetire(String token) {
        if (queue.isEmpty()) {
            cohort.retire();
        } else {
            ask(token);
        }
    }

    private void own(Grant grant) {
        pollFailure = null;
        cohort.own(grant);
    }

    // ---- polling

    private void pollAt(long nanos) {
        pollAtNanos = nanos;
        cohort.setTimer(nanos);
    }

    void pollIfDue(long now) {
        if (pollAtNanos - now <= 0) {
            poll();
        } else {
            cohort.setTimer(pollAtNanos);
        }
    }

    /**
     * Asks again with the same token. A queued client polls over the push connection itself, so that a dead connection
     * is noticed and a grant cannot be overtaken by the reply.
     */
    void poll() {
        String token = cohort.tenure().token;
        if (cohort.is(State.POLLING)) {
            ask(token);
            return;
        }
        AcquireRequest request = new AcquireRequest(
                token, System.nanoTime(), queue.first().options.leaseMillis(), true);
        pollAt(request.sentAtNanos() + LockTiming.MAX_POLL_NANOS); // the reply sets an earlier time
        registry.sendOverPushConnection(
                registry.scripts().acquire(cohort.keys(), token, request.leaseMillis()),
                (reply, failure, repeated) -> onReply(request, true, reply, failure));
    }

    // ---- a grant

    /**
     * Takes the lock that was handed over to this client while it waited. The claim may be nearly over by the time the
     * message is read, for example in a process that was stopped. Such a grant is used only after a renewal has
     * confirmed it.
     */
    void granted(GrantMessage message) {
        long claimNanos = TimeUnit.MILLISECONDS.toNanos(message.claimMillis());
        OptionalLong grantedAt = registry.clock().earliestLocal(message.serverMicros());
        long now = System.nanoTime();
        long since = grantedAt.orElse(now);
        boolean fresh = grantedAt.isPresent() && since - now <= 0 && since + claimNanos - now > claimNanos / 4;
        if (fresh || queue.isEmpty()) { // without a caller the key is released at once, whatever its age
            own(message.since(since));
        } else {
            verify(message);
        }
    }

    private void verify(GrantMessage message) {
        Tenure verified = cohort.tenure();
        cohort.become(State.VERIFYING, verified.token);
        long leaseMillis = queue.first().options.leaseMillis();
        long sentAt = System.nanoTime();
        cohort.sendRenewal(verified.token, leaseMillis, (reply, failure) -> {
            if (!cohort.is(State.VERIFYING) || verified != cohort.tenure()) {
                return; // closed meanwhile
            }
            if (failure != null) {
                cohort.become(State.ASKING, verified.token);
                onFailure(failure);
            } else if (reply != null && reply == 1) {
                own(new Grant(message.firstFence(), sentAt, leaseMillis, message.contended()));
            } else {
                askAgainOrRetire(registry.tokens().next());
            }
        });
    }
}

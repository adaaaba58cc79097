package io.github.dkredis.lock;

import io.github.dkredis.lock.Cohort.State;
import io.github.dkredis.lock.MutexScripts.Answer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a cohort comes to its key: it asks Redis once for all its callers, waits in Redis' queue or asks again by timer, and
 * takes a grant, if need be after a look at whether it still holds. Ends with {@link Cohort#own}, or with nobody who wants
 * the key. Guarded by the cohort's lock.
 */
final class Asking {

    private static final long AFTER_THE_END_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Cohort cohort;
    private final MutexRegistry home;
    private final WaitQueue line;
    private long lookAtNanos;
    private @Nullable RuntimeException trouble;

    Asking(Cohort cohort, MutexRegistry home, WaitQueue line) {
        this.cohort = cohort;
        this.home = home;
        this.line = line;
    }

    /** Why looking after a place in the queue has failed; null if it has not. */
    @Nullable
    RuntimeException trouble() {
        return trouble;
    }

    // ---- asking, and the answer

    /** Asks for the lock with a token, new or (to ask again) the same. */
    void ask(String token) {
        Waiter first = line.first();
        boolean mayQueue = home.inboxIsOpen() && first.mayWait;
        cohort.become(State.ASKING, token);
        long leaseMillis = first.terms.leaseMillis();
        long sentAt = System.nanoTime();
        home.send(
                mayQueue
                        ? home.scripts().acquire(cohort.keys(), token, leaseMillis)
                        : home.scripts().tryAcquire(cohort.keys(), token, leaseMillis),
                (reply, failure, repeated) -> answered(token, sentAt, leaseMillis, mayQueue, repeated, reply, failure));
    }

    /**
     * What asking came to; called without the cohort's lock.
     *
     * @param queued whether it asked for a place in the queue too
     * @param again whether Redis may have run it after the token was granted, used and given back
     */
    void answered(
            String asked,
            long sentAt,
            long leaseMillis,
            boolean queued,
            boolean again,
            @Nullable List<@Nullable Object> reply,
            @Nullable RuntimeException failure) {
        Answer answer = reply == null ? null : Answer.of(reply);
        if (answer != null && answer.serverMicros() > 0) {
            home.clock().exchanged(sentAt, answer.serverMicros());
        }
        cohort.section().run(() -> {
            if (!asked.equals(cohort.tenure().token)) {
                if (again || (answer != null && answer.kind() == Answer.Kind.GRANTED)) {
                    home.leave(cohort.keys(), asked); // nobody here would ever give back what it got
                }
            } else if (!cohort.is(State.ASKING) && !cohort.is(State.QUEUED)) {
                return; // a grant has overtaken it
            } else if (answer == null) {
                notAnswered(failure);
            } else {
                switch (answer.kind()) {
                    case GRANTED -> own(answer.fence(), sentAt, leaseMillis, answer.others() > 0);
                    case QUEUED -> mustWait(answer, queued);
                    default -> askOrRetire(asked); // the key was not ours any more, so that we are in no queue
                }
            }
        });
    }

    private void notAnswered(@Nullable RuntimeException failure) {
        RuntimeException cause = failure == null ? new IllegalStateException("no answer") : failure;
        if (cohort.is(State.QUEUED)) { // the place in the queue is kept; look again
            trouble = cause;
            lookAt(System.nanoTime() + RETRY_NANOS);
        } else {
            line.removeIf(waiter -> true).forEach(waiter -> cohort.fail(waiter, cause));
            cohort.leave(); // it may have been granted or queued all the same
        }
    }

    private void mustWait(Answer answer, boolean queued) {
        trouble = null;
        if (!queued) {
            line.removeIf(waiter -> !waiter.mayWait).forEach(cohort::refuse);
        }
        if (line.isEmpty() && queued) {
            cohort.leave();
        } else if (line.isEmpty()) {
            cohort.retire();
        } else if (!queued && home.inboxIsOpen()) {
            ask(cohort.tenure().token);
        } else {
            cohort.become(queued ? State.QUEUED : State.POLLING, cohort.tenure().token);
            // Whoever looks heals the queue for all. None is told that it has become the first, so the others look
            // nearly
            // as often.
            long tillEnd = TimeUnit.MILLISECONDS.toNanos(answer.leftMillis()) + AFTER_THE_END_NANOS;
            long later = Math.min(LONGEST_LOOK_NANOS, answer.others() * STAGGER_NANOS);
            lookAt(System.nanoTime() + Math.min(MutexScripts.CLAIM_NANOS, tillEnd) + later);
        }
    }

    /** What was held or waited for is gone: begins anew, if anybody wants it. */
    void askOrRetire(String token) {
        if (line.isEmpty()) {
            cohort.retire();
        } else {
            ask(token);
        }
    }

    private void own(long fence, long sinceNanos, long leaseMillis, boolean othersWait) {
        trouble = null;
        cohort.own(fence, sinceNanos, leaseMillis, othersWait);
    }

    // ---- looking again

    private void lookAt(long nanos) {
        lookAtNanos = nanos;
        cohort.wakeAt(nanos);
    }

    void lookIfDue(long now) {
        if (lookAtNanos - now <= 0) {
            look();
        } else {
            cohort.wakeAt(lookAtNanos);
        }
    }

    /** Looks again: with the same token, over the inbox' own connection, so that a dead one shows. */
    void look() {
        String asked = cohort.tenure().token;
        if (cohort.is(State.POLLING)) {
            ask(asked);
            return;
        }
        long leaseMillis = line.first().terms.leaseMillis();
        long sentAt = System.nanoTime();
        lookAt(sentAt + LONGEST_LOOK_NANOS); // the answer sets it
        home.sendOverPushConnection(
                home.scripts().acquire(cohort.keys(), asked, leaseMillis),
                (reply, failure, repeated) -> answered(asked, sentAt, leaseMillis, true, true, reply, failure));
    }

    // ---- a grant

    /** The lock was given to this client while it waited; called under the cohort's lock. */
    void granted(long fence, long serverMicros, long claimMillis, boolean othersWait) {
        long claimNanos = TimeUnit.MILLISECONDS.toNanos(claimMillis);
        long grantedAt = home.clock().earliestLocal(serverMicros);
        long now = System.nanoTime();
        boolean fresh = grantedAt - now <= 0 && grantedAt + claimNanos - now > claimNanos / 4;
        if (fresh || line.isEmpty()) {
            own(fence, grantedAt, claimMillis, othersWait);
        } else {
            verify(fence, othersWait);
        }
    }

    private void verify(long fence, boolean othersWait) {
        Tenure verified = cohort.tenure();
        cohort.become(State.VERIFYING, verified.token);
        long leaseMillis = line.first().terms.leaseMillis();
        long sentAt = System.nanoTime();
        cohort.sendRenewal(verified.token, leaseMillis, (reply, failure) -> {
            if (!cohort.is(State.VERIFYING) || verified != cohort.tenure()) {
                return;
            }
            if (failure != null) {
                cohort.become(State.ASKING, verified.token);
                notAnswered(failure);
            } else if (reply != null && reply == 1) {
                own(fence, sentAt, leaseMillis, othersWait);
            } else {
                askOrRetire(home.tokens().next());
            }
        });
    }
}

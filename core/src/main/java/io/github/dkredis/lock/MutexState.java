package io.github.dkredis.lock;

import org.jspecify.annotations.Nullable;

/**
 * The states of a lock in one client; {@link MutexStateMachine} says what leads from one to another. States are
 * immutable.
 */
sealed interface MutexState {

    MutexState IDLE = new Idle();

    /** {@return the token of the request or of the ownership, of which replies and messages speak; empty if none} */
    String token();

    /** No caller wants the lock: the state before the first caller, and the final one. */
    record Idle() implements MutexState {
        @Override
        public String token() {
            return "";
        }
    }

    /**
     * A request is under way, and this client is not known to be in the queue.
     *
     * @param contended whether a message, which overtook the reply, said that another client waits
     */
    record Asking(String token, AskMode mode, boolean contended) implements MutexState {}

    /**
     * This client is in the queue in Redis.
     *
     * @param mode how it learns that its turn has come
     * @param contended as in {@link Asking}: the reply to a poll can be overtaken too
     */
    record Queued(String token, AskMode mode, boolean contended, Poll poll) implements MutexState {}

    /**
     * When a waiting client looks at the lock again.
     *
     * @param dueNanos when it does
     * @param underWay whether a poll is under way, so that no other is sent
     * @param glances how often it may look at the TTL only before it asks again: asking repairs a lost queue
     * @param clientsAhead how many clients came first when it asked last
     * @param holder the value of the key when it asked last
     * @param failure why the last poll failed; null if it did not
     */
    record Poll(
            long dueNanos,
            boolean underWay,
            int glances,
            long clientsAhead,
            String holder,
            @Nullable RuntimeException failure) {}

    /** A grant that may be stale is being confirmed by a renewal before it is used. */
    record Verifying(String token, GrantMessage message, boolean contended) implements MutexState {}

    /**
     * This client owns the key, and one of its callers has a lease.
     *
     * @param fences the fencing tokens that are left
     */
    record Owned(String token, FenceBlock fences, KeyTerm key, Renewal renewal, Turn turn, Holding holding)
            implements MutexState {}

    /**
     * The time for which the key is this client's.
     *
     * @param deadlineNanos its end, computed from before the request was sent
     * @param leaseNanos the TTL that was set last
     */
    record KeyTerm(long deadlineNanos, long leaseNanos) {}

    /**
     * The state of renewing the key.
     *
     * @param underWay whether a renewal is under way
     * @param failures how many have failed since one succeeded
     * @param notBeforeNanos when the next may be sent
     */
    record Renewal(boolean underWay, int failures, long notBeforeNanos) {}

    /**
     * How long this client may still pass the lock on within itself.
     *
     * @param contended whether another client is known to wait, or messages that would say so may have been missed
     * @param sinceNanos since when
     * @param passes how often the lock was passed on since then
     */
    record Turn(boolean contended, long sinceNanos, int passes) {}

    /**
     * The lease of a caller.
     *
     * @param sinceNanos when it was granted
     * @param untilNanos until when the caller asked for it; of no meaning if it is renewed
     */
    record Holding(LeaseOptions options, long sinceNanos, long untilNanos) {

        boolean lastsBeyond(long nanos) {
            return options.renewed() || untilNanos - nanos > 0;
        }
    }
}

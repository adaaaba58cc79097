package io.github.dkredis.lock;

import java.util.OptionalLong;

/** What happens to a lock in one client. An event that speaks of another token than the state's is about the past. */
sealed interface MutexEvent {

    /** A caller has joined the queue of this client. */
    record CallerJoined(Waiter.IfTaken ifTaken) implements MutexEvent {}

    /** A caller has left the queue of this client without the lock. */
    record CallerLeft() implements MutexEvent {}

    /**
     * A request was answered, or failed.
     *
     * @param repeated whether Redis may have run it twice: the second time perhaps after the token was granted, used
     *     and released
     */
    record Replied(AcquireRequest request, MutexReply reply, boolean repeated) implements MutexEvent {}

    /**
     * The key was read.
     *
     * @param ttlMillis its TTL, or empty if the key or its TTL is missing, or no reply came
     * @param holder its value; empty if the key is missing, or no reply came
     */
    record Glanced(String token, OptionalLong ttlMillis, String holder) implements MutexEvent {}

    /**
     * The lock was handed over to this client.
     *
     * @param grantedAtNanos the earliest moment at which this can have been; empty if that is not known
     */
    record HandedOver(GrantMessage message, OptionalLong grantedAtNanos) implements MutexEvent {}

    /** Another client waits for the lock. */
    record OthersWait(String token) implements MutexEvent {}

    /** The lock was taken away from its owner. */
    record TakenAway(String token) implements MutexEvent {}

    /**
     * A renewal has ended.
     *
     * @param sentAtNanos when it was sent
     * @param leaseMillis the TTL that it set
     * @param reason why it was sent
     */
    record RenewalEnded(String token, long sentAtNanos, long leaseMillis, RenewalReason reason, RenewalOutcome outcome)
            implements MutexEvent {}

    /** Why a key is renewed. */
    enum RenewalReason {
        /** The lease needs it, or a grant is to be confirmed. */
        DUE,
        /** The holder asked for a lease of this length from now. */
        REQUESTED
    }

    /** What came of a renewal. */
    enum RenewalOutcome {
        RENEWED,
        NOT_OWNED,
        FAILED
    }

    /** The holder has released its lease. */
    record LeaseReleased() implements MutexEvent {}

    /** The holder has ended its lease, but the lock is to stay taken until a moment. */
    record LeaseKept(long untilNanos) implements MutexEvent {}

    /** The holder asks for a lease of this length from now. */
    record RenewalRequested(long leaseMillis) implements MutexEvent {}

    /** The timer has fired; perhaps nothing is due. */
    record TimerFired() implements MutexEvent {}

    /** Messages reach this client from now on; earlier ones may have been missed. */
    record PushOpened() implements MutexEvent {}

    /** No message reaches this client until further notice. */
    record PushLost() implements MutexEvent {}

    /** The connection for commands has been replaced: the server may have lost its data. */
    record Reconnected() implements MutexEvent {}

    /** The client is being closed. */
    record ClientClosed() implements MutexEvent {}
}

package io.github.dkredis.lock;

import org.jspecify.annotations.Nullable;

/** What the state machine of a lock makes its surroundings do. */
interface MutexActions {

    /** Sends a request for the lock, with the lease of the first caller in the queue. */
    void ask(String token, AskMode mode);

    /** Reads the key and its TTL. */
    void glance(String token);

    /**
     * Releases the key.
     *
     * @param lastFence the last fencing token that was used
     * @param again the token with which this client enters the queue again in the same step, or null
     */
    void releaseKey(String token, long lastFence, @Nullable String again, AskMode mode);

    /** Ends the ownership, but leaves the key taken until a moment. */
    void keepKey(String token, long untilNanos);

    /**
     * Renews the key.
     *
     * @param failures how many renewals have failed before
     */
    void renew(String token, long leaseMillis, MutexEvent.RenewalReason reason, int failures);

    /** Makes sure that a token neither waits nor owns the key any more. */
    void abandon(String token);

    /** Gives the first caller in the queue a lease, and removes the caller from the queue. */
    void grantFirst(long fence, long deadlineNanos);

    /** Sets the deadline of the current lease. */
    void moveDeadline(long deadlineNanos);

    /** The current lease was lost. */
    void loseLease();

    /** Refuses the callers in the queue that do not wait. */
    void refuseTrying();

    /** Fails all callers in the queue. */
    void failWaiting(RuntimeException cause);

    /** Makes the timer fire at a moment, or earlier. */
    void setTimer(long nanos);

    /** Nothing follows: the timer is cancelled, and the next caller of this lock begins from the start. */
    void retire();
}

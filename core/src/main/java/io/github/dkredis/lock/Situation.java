package io.github.dkredis.lock;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a transition may know besides the state and the event.
 *
 * @param nowNanos the time, as {@link System#nanoTime} measures it
 * @param pushOpen whether messages reach this client, as far as it knows
 * @param first how the first caller in the queue of this client wants to hold the lock; null if no caller waits
 * @param patient whether a caller in the queue waits if the lock is taken
 * @param tokens makes new tokens
 */
record Situation(
        long nowNanos, boolean pushOpen, @Nullable LeaseOptions first, boolean patient, Supplier<String> tokens) {

    /** {@return how this client can wait in the queue in Redis} */
    AskMode waitMode() {
        return pushOpen ? AskMode.PUSH : AskMode.POLL;
    }
}

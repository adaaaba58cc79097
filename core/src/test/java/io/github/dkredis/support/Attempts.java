package io.github.dkredis.support;

import java.util.concurrent.Callable;

/**
 * Repeats what has to happen before a timer of the library fires. A machine that pauses may miss the moment now and
 * then, but not each time; a defect misses it each time.
 */
public final class Attempts {

    private static final int LIMIT = 20;

    private Attempts() {}

    /** Runs an attempt until it answers true. */
    public static void untilOneSucceeds(String what, Callable<Boolean> attempt) throws Exception {
        for (int i = 0; i < LIMIT; i++) {
            if (attempt.call()) {
                return;
            }
        }
        throw new AssertionError(what + ": in none of " + LIMIT + " attempts");
    }
}

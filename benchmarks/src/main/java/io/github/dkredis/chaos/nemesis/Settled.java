package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.ServerStartException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition of servers that is expensive to look at. */
final class Settled {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long STEP_MILLIS = 100;

    private Settled() {}

    /**
     * Waits until the condition is true; a server that cannot be asked counts as false.
     *
     * @throws AssertionError if it is not within a minute and a half
     */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!holds(condition)) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError(what + " not within " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(STEP_MILLIS);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (UncheckedIOException | IllegalStateException | ErrorReplyException | ServerStartException e) {
            // it changes its role, or is just starting
            return false;
        }
    }
}

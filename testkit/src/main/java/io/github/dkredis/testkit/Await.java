package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition instead of a fixed time; it checks the condition every millisecond. */
public final class Await {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Await() {}

    /**
     * Waits until the condition is true.
     *
     * @param condition evaluated at least once, and once more after the limit has passed
     * @param limit how long to wait at most
     * @throws AssertionError if the condition is still false at the limit, or the thread is interrupted (and stays so)
     */
    public static void until(BooleanSupplier condition, Duration limit) {
        until(condition, limit, () -> "the condition was not met");
    }

    /**
     * Waits until the condition is true.
     *
     * @param condition evaluated at least once, and once more after the limit has passed
     * @param limit how long to wait at most
     * @param otherwise describes what is wrong; called only if the wait fails
     * @throws AssertionError if the condition is still false at the limit, or the thread is interrupted (and stays so)
     */
    public static void until(BooleanSupplier condition, Duration limit, Supplier<String> otherwise) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos() && !condition.getAsBoolean()) {
                throw new AssertionError("After " + limit.toMillis() + " ms: " + otherwise.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Interrupted while waiting: " + otherwise.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}

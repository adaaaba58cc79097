package io.github.dkredis.lock;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The single timer of a {@link MutexCoordinator}. It may fire before anything is due, since it is not moved back when a
 * due time moves back: a renewal or a pass then costs no cancellation and no new timer. The action therefore checks
 * what is due and sets the timer again.
 *
 * <p>Guarded by the coordinator's lock.
 */
final class CoordinatorTimer {

    /** Runs a task after a delay. */
    @FunctionalInterface
    interface Scheduler {
        Future<?> schedule(Runnable task, long delayNanos);
    }

    private final Scheduler scheduler;
    private final Runnable action;
    private @Nullable Future<?> timer;
    private long dueNanos;

    /**
     * A timer that is not set.
     *
     * @param action runs on the timer's thread, which does not hold the coordinator's lock; it must call {@link #fired}
     *     under it
     */
    CoordinatorTimer(Scheduler scheduler, Runnable action) {
        this.scheduler = scheduler;
        this.action = action;
    }

    /** Makes the timer fire at the given moment of {@link System#nanoTime} or earlier. */
    void set(long nanos) {
        if (timer != null && dueNanos - nanos <= 0) {
            return;
        }
        cancel();
        dueNanos = nanos;
        timer = scheduler.schedule(action, nanos - System.nanoTime());
    }

    /**
     * Records that the timer has fired. The action waited for the coordinator's lock before it called this, and another
     * thread may have set a new timer meanwhile; that timer stays.
     */
    void fired(long now) {
        if (timer != null && dueNanos - now <= 0) {
            timer = null;
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

package io.github.dkredis.lock;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A timer that may fire before anything is due: it is not moved back when a due time moves back, so a renewal or a pass
 * costs no cancellation and no new timer. The action therefore checks what is due and sets the timer again.
 *
 * <p>Guarded by the lock of its owner.
 */
final class LazyTimer {

    /** Runs tasks after a delay. */
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
     * @param action runs on the timer's thread; it must call {@link #fired} under the owner's lock
     */
    LazyTimer(Scheduler scheduler, Runnable action) {
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
        timer = scheduler.schedule(action, Math.max(0, nanos - System.nanoTime()));
    }

    /** Records that the timer has fired; a timer that another thread has set meanwhile stays. */
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

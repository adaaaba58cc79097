package io.github.dkredis.lock;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a cohort. It may go off before anything is due (it is not set anew when what is due moves away), so that
 * who is woken looks, and sets it again. Guarded by the cohort's lock.
 */
final class CoordinatorTimer {

    private final MutexRegistry home;
    private final Runnable action;
    private @Nullable Future<?> timer;
    private long dueNanos;

    /**
     * An alarm that is not set.
     *
     * @param action runs on the timer's thread, without the cohort's lock; is to say {@link #wentOff} under it
     */
    CoordinatorTimer(MutexRegistry home, Runnable action) {
        this.home = home;
        this.action = action;
    }

    /** Sees to it that it goes off at that time or before. */
    void set(long nanos) {
        if (timer != null && dueNanos - nanos <= 0) {
            return;
        }
        cancel();
        dueNanos = nanos;
        timer = home.schedule(action, nanos - System.nanoTime());
    }

    /** It has gone off, unless another was set while that waited for the lock. */
    void wentOff(long now) {
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

package io.github.dkredis.lock;

import io.github.dkredis.DkRedisMetrics.LockGrant;
import io.github.dkredis.DkRedisMetrics.LockWaitOutcome;
import io.github.dkredis.DkRedisMetrics.Span;
import io.github.dkredis.internal.connection.Measurements;
import io.github.dkredis.lock.MutexEvent.ClientClosed;
import io.github.dkredis.lock.MutexEvent.HandedOver;
import io.github.dkredis.lock.MutexEvent.LeaseKept;
import io.github.dkredis.lock.MutexEvent.LeaseReleased;
import io.github.dkredis.lock.MutexState.Owned;
import io.github.dkredis.lock.MutexState.Verifying;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures mutexes, by what their state machines do. */
final class LockMeter {

    private final Measurements measurements;

    LockMeter(Measurements measurements) {
        this.measurements = measurements;
    }

    boolean isOn() {
        return measurements.isOn();
    }

    /** A caller begins to wait. */
    Wait waitBegins(String lock) {
        return new Wait(measurements.begin(metrics -> metrics.lockWaitBegins(lock)));
    }

    /** The wait of one caller. */
    final class Wait {

        private final Span span;
        private final long beginNanos = System.nanoTime();

        private Wait(Span span) {
            this.span = span;
        }

        void ended(LockWaitOutcome outcome, @Nullable Throwable failure) {
            Duration wait = Duration.ofNanos(System.nanoTime() - beginNanos);
            measurements.tell(to -> to.lockWaitEnded(outcome, wait));
            span.ended(outcome.name().toLowerCase(Locale.ROOT), failure);
        }
    }

    /** A state machine has made a step, in which a caller's lease can have ended, and another one's begun. */
    void stepped(MutexState before, MutexEvent event, MutexState after) {
        Owned earlier = before instanceof Owned owned ? owned : null;
        Owned later = after instanceof Owned owned ? owned : null;
        if (isSameLease(earlier, later)) {
            return;
        }
        if (earlier != null) {
            ended(earlier, event);
        }
        if (later != null) {
            LockGrant grant = grant(before, event);
            measurements.tell(to -> to.lockGranted(grant));
        }
    }

    /** Every grant uses a fencing token, and the next one of the block says which. */
    private static boolean isSameLease(@Nullable Owned earlier, @Nullable Owned later) {
        return earlier == later
                || earlier != null
                        && later != null
                        && earlier.token().equals(later.token())
                        && earlier.fences().next() == later.fences().next();
    }

    private void ended(Owned owned, MutexEvent event) {
        if (event instanceof LeaseReleased || event instanceof LeaseKept || event instanceof ClientClosed) {
            Duration held = Duration.ofNanos(System.nanoTime() - owned.holding().sinceNanos());
            measurements.tell(to -> to.lockReleased(held));
        } else {
            measurements.tell(to -> to.lockLost());
        }
    }

    private static LockGrant grant(MutexState before, MutexEvent event) {
        if (before instanceof Owned) {
            return LockGrant.PASSED_ON;
        }
        return before instanceof Verifying || event instanceof HandedOver ? LockGrant.HANDED_OVER : LockGrant.REQUESTED;
    }
}

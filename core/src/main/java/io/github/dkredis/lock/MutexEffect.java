package io.github.dkredis.lock;

import io.github.dkredis.lock.MutexEvent.RenewalReason;
import org.jspecify.annotations.Nullable;

/** Something that a transition wants done; each is a method of {@link MutexActions}, which explains it. */
sealed interface MutexEffect {

    void perform(MutexActions actions);

    record Ask(String token, AskMode mode) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.ask(token, mode);
        }
    }

    record Glance(String token) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.glance(token);
        }
    }

    record ReleaseKey(
            String token, long lastFence, @Nullable String again, AskMode mode) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.releaseKey(token, lastFence, again, mode);
        }
    }

    record KeepKey(String token, long untilNanos) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.keepKey(token, untilNanos);
        }
    }

    record Renew(String token, long leaseMillis, RenewalReason reason, int failures) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.renew(token, leaseMillis, reason, failures);
        }
    }

    record Abandon(String token) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.abandon(token);
        }
    }

    record GrantFirst(long fence, long deadlineNanos) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.grantFirst(fence, deadlineNanos);
        }
    }

    record MoveDeadline(long deadlineNanos) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.moveDeadline(deadlineNanos);
        }
    }

    record LoseLease() implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.loseLease();
        }
    }

    record RefuseTrying() implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.refuseTrying();
        }
    }

    record FailWaiting(RuntimeException cause) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.failWaiting(cause);
        }
    }

    record SetTimer(long nanos) implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.setTimer(nanos);
        }
    }

    record Retire() implements MutexEffect {
        @Override
        public void perform(MutexActions actions) {
            actions.retire();
        }
    }
}

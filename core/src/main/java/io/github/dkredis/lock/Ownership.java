package io.github.dkredis.lock;

import io.github.dkredis.lock.MutexEffect.Abandon;
import io.github.dkredis.lock.MutexEffect.GrantFirst;
import io.github.dkredis.lock.MutexEffect.KeepKey;
import io.github.dkredis.lock.MutexEffect.LoseLease;
import io.github.dkredis.lock.MutexEffect.MoveDeadline;
import io.github.dkredis.lock.MutexEffect.ReleaseKey;
import io.github.dkredis.lock.MutexEffect.Renew;
import io.github.dkredis.lock.MutexEffect.Retire;
import io.github.dkredis.lock.MutexEffect.SetTimer;
import io.github.dkredis.lock.MutexEvent.LeaseKept;
import io.github.dkredis.lock.MutexEvent.LeaseReleased;
import io.github.dkredis.lock.MutexEvent.OthersWait;
import io.github.dkredis.lock.MutexEvent.PushLost;
import io.github.dkredis.lock.MutexEvent.PushOpened;
import io.github.dkredis.lock.MutexEvent.Reconnected;
import io.github.dkredis.lock.MutexEvent.RenewalEnded;
import io.github.dkredis.lock.MutexEvent.RenewalReason;
import io.github.dkredis.lock.MutexEvent.RenewalRequested;
import io.github.dkredis.lock.MutexEvent.TakenAway;
import io.github.dkredis.lock.MutexEvent.TimerFired;
import io.github.dkredis.lock.MutexState.Asking;
import io.github.dkredis.lock.MutexState.Holding;
import io.github.dkredis.lock.MutexState.KeyTerm;
import io.github.dkredis.lock.MutexState.Owned;
import io.github.dkredis.lock.MutexState.Renewal;
import io.github.dkredis.lock.MutexState.Turn;
import java.util.concurrent.TimeUnit;

/**
 * The part of the {@link MutexStateMachine} in which this client owns the key: it grants leases to its callers one
 * after the other, and renews the key while they need it. A lease ends at its own deadline or at the key's, whichever
 * comes first.
 */
final class Ownership {

    /** How often a contended lock may be passed on within this client, and for how long. */
    private static final int MAX_PASSES = 64;

    private static final long MAX_PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** With less time left than this, or than a quarter of the key's lease, the lock is not passed on. */
    private static final long PASSING_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(MutexScripts.CLAIM_MILLIS / 4);

    /** A key that expires less than this before the lease does is not renewed for the rest. */
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Ownership() {}

    static KeyTerm term(long sinceNanos, long leaseMillis) {
        long leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
        return new KeyTerm(sinceNanos + leaseNanos, leaseNanos);
    }

    /** This client owns the key from now on. */
    static Transition begin(String token, FenceBlock fences, KeyTerm key, boolean contended, Situation now) {
        if (now.first() == null) {
            return Transition.to(
                    MutexState.IDLE, new ReleaseKey(token, fences.next() - 1, null, now.waitMode()), new Retire());
        } else if (isOver(key, now)) { // the reply took longer than the lease, so no caller has been granted it
            return Acquisition.askAnew(now).after(new Abandon(token));
        }
        // Without the push connection no message would tell that another client waits.
        Turn turn = new Turn(contended || !now.pushOpen(), now.nowNanos(), 0);
        return grant(token, fences, key, new Renewal(false, 0, now.nowNanos()), turn, now.first(), now);
    }

    private static Transition grant(
            String token,
            FenceBlock fences,
            KeyTerm key,
            Renewal renewal,
            Turn turn,
            LeaseOptions options,
            Situation now) {
        Holding holding = new Holding(options, now.nowNanos(), now.nowNanos() + options.leaseNanos());
        Owned owned = new Owned(token, fences.withoutFirst(), key, renewal, turn, holding);
        return Transition.to(owned, new GrantFirst(fences.next(), deadline(owned)), new SetTimer(dueNanos(owned)));
    }

    static Transition next(Owned owned, MutexEvent event, Situation now) {
        if (event instanceof LeaseReleased) {
            return passOrRelease(owned, now);
        } else if (event instanceof LeaseKept kept) {
            return Acquisition.askAnew(now).after(new KeepKey(owned.token(), kept.untilNanos()));
        } else if (event instanceof TimerFired) {
            return timerFired(owned, now);
        } else if (event instanceof RenewalEnded renewal && renewal.token().equals(owned.token())) {
            return renewalEnded(owned, renewal, now);
        } else if (event instanceof RenewalRequested requested) {
            return renew(owned, requested.leaseMillis(), RenewalReason.REQUESTED);
        } else if (event instanceof Reconnected) { // the server may have lost its data: a renewal finds out
            return renew(owned, leaseMillisFrom(now, owned.holding()), RenewalReason.DUE);
        } else if (event instanceof OthersWait others && others.token().equals(owned.token())
                || event instanceof PushOpened
                || event instanceof PushLost) {
            return Transition.to(contended(owned, now));
        } else if (event instanceof TakenAway taken && taken.token().equals(owned.token())) {
            return loseKey(
                    owned, now); // the message may have overtaken the reply to a poll, and be about an earlier grant
        }
        return Transition.to(owned);
    }

    /** Limits the turn of this client. The bound counts from the first time. */
    private static Owned contended(Owned owned, Situation now) {
        return owned.turn().contended() ? owned : with(owned, new Turn(true, now.nowNanos(), 0));
    }

    // ---- the end of a lease

    private static Transition passOrRelease(Owned owned, Situation now) {
        LeaseOptions next = now.first();
        if (next == null) {
            return Transition.to(
                    MutexState.IDLE,
                    new ReleaseKey(owned.token(), owned.fences().next() - 1, null, now.waitMode()),
                    new Retire());
        } else if (mayPass(owned, now)) {
            Turn turn = owned.turn();
            Turn passed = turn.contended() ? new Turn(true, turn.sinceNanos(), turn.passes() + 1) : turn;
            return grant(owned.token(), owned.fences(), owned.key(), owned.renewal(), passed, next, now);
        }
        // This client enters the end of the queue in Redis in the same step.
        String token = now.tokens().get();
        AskMode mode = now.waitMode();
        return Transition.to(
                new Asking(token, mode, false),
                new ReleaseKey(owned.token(), owned.fences().next() - 1, token, mode));
    }

    /**
     * {@return whether the lock may go to the next caller here: time and a fencing token are left, and it is our turn}
     */
    private static boolean mayPass(Owned owned, Situation now) {
        KeyTerm key = owned.key();
        Turn turn = owned.turn();
        long margin = Math.min(PASSING_MARGIN_NANOS, key.leaseNanos() / 4);
        boolean inTime = key.deadlineNanos() - now.nowNanos() > margin;
        boolean inTurn = !turn.contended()
                || turn.passes() < MAX_PASSES && now.nowNanos() - turn.sinceNanos() < MAX_PASSING_NANOS;
        return inTime && inTurn && !owned.fences().isEmpty();
    }

    /** This client does not own the key any more, or cannot be sure that it does. */
    private static Transition loseKey(Owned owned, Situation now) {
        return Acquisition.askAnew(now).after(new LoseLease(), new Abandon(owned.token())); // in case it does
    }

    // ---- renewal

    private static Transition renew(Owned owned, long leaseMillis, RenewalReason reason) {
        Renewal renewal = owned.renewal();
        Owned renewing = with(owned, new Renewal(true, renewal.failures(), renewal.notBeforeNanos()));
        return Transition.to(
                renewing,
                new Renew(owned.token(), leaseMillis, reason, renewal.failures()),
                new SetTimer(dueNanos(renewing)));
    }

    private static Transition renewalEnded(Owned owned, RenewalEnded event, Situation now) {
        Renewal before = owned.renewal();
        switch (event.outcome()) {
            case NOT_OWNED -> {
                return loseKey(owned, now);
            }
            case FAILED -> {
                long pause = Math.min(LockTiming.RETRY_NANOS, owned.key().leaseNanos() / 12);
                Owned failed = with(owned, new Renewal(false, before.failures() + 1, now.nowNanos() + pause));
                return Transition.to(failed, new SetTimer(dueNanos(failed)));
            }
            default -> {
                if (isOver(owned.key(), now)) { // a lease that has ended does not come back to life
                    return loseKey(owned, now);
                }
                return renewed(owned, event, now);
            }
        }
    }

    private static Transition renewed(Owned owned, RenewalEnded event, Situation now) {
        KeyTerm set = term(event.sentAtNanos(), event.leaseMillis());
        // The script leaves a longer TTL.
        long deadline = Math.max(0, set.deadlineNanos() - owned.key().deadlineNanos())
                + owned.key().deadlineNanos();
        Holding holding = event.reason() == RenewalReason.REQUESTED
                ? new Holding(owned.holding().options(), owned.holding().sinceNanos(), set.deadlineNanos())
                : owned.holding();
        Owned renewed = new Owned(
                owned.token(),
                owned.fences(),
                new KeyTerm(deadline, set.leaseNanos()),
                new Renewal(false, 0, now.nowNanos()),
                owned.turn(),
                holding);
        return Transition.to(renewed, new MoveDeadline(deadline(renewed)), new SetTimer(dueNanos(renewed)));
    }

    /** {@return the TTL from now: a whole lease if it is renewed, and else what is left of the requested time} */
    private static long leaseMillisFrom(Situation now, Holding holding) {
        return holding.options().renewed()
                ? holding.options().leaseMillis()
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(holding.untilNanos() - now.nowNanos()) + 1);
    }

    private static boolean needsRenewal(Owned owned) {
        return !owned.renewal().underWay()
                && owned.holding().lastsBeyond(owned.key().deadlineNanos() + TOLERANCE_NANOS);
    }

    /** {@return when to renew: a third into the key's lease, counted from its deadline so that nothing drifts} */
    private static long renewalDue(Owned owned) {
        KeyTerm key = owned.key();
        long due = key.deadlineNanos() - key.leaseNanos() + key.leaseNanos() / 3;
        long notBefore = owned.renewal().notBeforeNanos();
        return earlier(notBefore - due > 0 ? notBefore : due, key.deadlineNanos());
    }

    // ---- time

    private static Transition timerFired(Owned owned, Situation now) {
        Holding holding = owned.holding();
        if (isOver(owned.key(), now)) {
            return loseKey(owned, now);
        } else if (!holding.lastsBeyond(now.nowNanos())) { // this client still owns the key
            return passOrRelease(owned, now).after(new LoseLease());
        } else if (needsRenewal(owned) && renewalDue(owned) - now.nowNanos() <= 0) {
            return renew(owned, leaseMillisFrom(now, holding), RenewalReason.DUE);
        }
        return Transition.to(owned, new SetTimer(dueNanos(owned)));
    }

    private static boolean isOver(KeyTerm key, Situation now) {
        return key.deadlineNanos() - now.nowNanos() <= 0;
    }

    /** {@return when the lease ends: with the key, or at the end of the time that the caller asked for} */
    private static long deadline(Owned owned) {
        long key = owned.key().deadlineNanos();
        return owned.holding().lastsBeyond(key) ? key : owned.holding().untilNanos();
    }

    /** {@return when the timer is to fire: at the end of the lease or of the key, or for a renewal} */
    private static long dueNanos(Owned owned) {
        return needsRenewal(owned) ? renewalDue(owned) : deadline(owned);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static Owned with(Owned owned, Renewal renewal) {
        return new Owned(owned.token(), owned.fences(), owned.key(), renewal, owned.turn(), owned.holding());
    }

    private static Owned with(Owned owned, Turn turn) {
        return new Owned(owned.token(), owned.fences(), owned.key(), owned.renewal(), turn, owned.holding());
    }
}

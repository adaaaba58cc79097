package io.github.dkredis.lock;

import io.github.dkredis.lock.MutexEffect.Abandon;
import io.github.dkredis.lock.MutexEffect.Ask;
import io.github.dkredis.lock.MutexEffect.FailWaiting;
import io.github.dkredis.lock.MutexEffect.Glance;
import io.github.dkredis.lock.MutexEffect.RefuseTrying;
import io.github.dkredis.lock.MutexEffect.Renew;
import io.github.dkredis.lock.MutexEffect.Retire;
import io.github.dkredis.lock.MutexEffect.SetTimer;
import io.github.dkredis.lock.MutexEvent.CallerJoined;
import io.github.dkredis.lock.MutexEvent.CallerLeft;
import io.github.dkredis.lock.MutexEvent.Glanced;
import io.github.dkredis.lock.MutexEvent.HandedOver;
import io.github.dkredis.lock.MutexEvent.OthersWait;
import io.github.dkredis.lock.MutexEvent.PushLost;
import io.github.dkredis.lock.MutexEvent.PushOpened;
import io.github.dkredis.lock.MutexEvent.Reconnected;
import io.github.dkredis.lock.MutexEvent.RenewalEnded;
import io.github.dkredis.lock.MutexEvent.RenewalReason;
import io.github.dkredis.lock.MutexEvent.Replied;
import io.github.dkredis.lock.MutexEvent.TakenAway;
import io.github.dkredis.lock.MutexEvent.TimerFired;
import io.github.dkredis.lock.MutexReply.Failed;
import io.github.dkredis.lock.MutexReply.Granted;
import io.github.dkredis.lock.MutexReply.Taken;
import io.github.dkredis.lock.MutexState.Asking;
import io.github.dkredis.lock.MutexState.Idle;
import io.github.dkredis.lock.MutexState.Poll;
import io.github.dkredis.lock.MutexState.Queued;
import io.github.dkredis.lock.MutexState.Verifying;
import java.util.concurrent.TimeUnit;

/**
 * The part of the {@link MutexStateMachine} in which this client does not own the key: it asks Redis once for all its
 * callers, waits in the queue in Redis, and takes a grant, if need be after it has confirmed that the grant still
 * holds.
 */
final class Acquisition {

    /** The pause between two polls if no message can be expected. A free lock is taken within this time. */
    private static final long SILENT_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * The pause if a listening holder will tell its successor, but other clients come first: one of them may have died,
     * and its claim ends without a message. Also the pause before the first look after asking.
     */
    private static final long BEHIND_POLL_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The longest pause if a listening holder hands the lock to this client next, and has not changed for a while. */
    private static final long NEXT_POLL_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** By how much later a client polls for each client ahead of it, so that they do not all poll together. */
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * How often in a row a waiting client only looks at the key, as long as the holder stays the same. Asking costs
     * four times as much, but it repairs a queue that was lost while the key was not.
     */
    private static final int MAX_GLANCES = 30;

    private Acquisition() {}

    static Transition next(MutexState state, MutexEvent event, Situation now) {
        if (state instanceof Idle) {
            return event instanceof CallerJoined joined ? firstCaller(joined, now) : Transition.to(state);
        } else if (event instanceof Replied replied) {
            return replied(state, replied, now);
        } else if (event instanceof TakenAway taken && taken.token().equals(state.token())) {
            return askAnew(now).after(new Abandon(taken.token())); // a poll under way may be granted once more
        } else if (event instanceof OthersWait others && others.token().equals(state.token())) {
            return Transition.to(contended(state));
        } else if (event instanceof HandedOver grant && !(state instanceof Verifying)) {
            return grant.message().token().equals(state.token())
                    ? handedOver(grant, now, isContended(state))
                    : Transition.to(state);
        } else if (state instanceof Queued queued) {
            return queued(queued, event, now);
        } else if (state instanceof Verifying verifying && event instanceof RenewalEnded renewal) {
            return verified(verifying, renewal, now);
        }
        return Transition.to(state);
    }

    private static Transition firstCaller(CallerJoined joined, Situation now) {
        return ask(now.tokens().get(), joined.ifTaken() == Waiter.IfTaken.REFUSE ? AskMode.TRY : now.waitMode());
    }

    private static Transition ask(String token, AskMode mode) {
        return Transition.to(new Asking(token, mode, false), new Ask(token, mode));
    }

    /** The token has no more use: asks with another one if callers wait, and else retires. */
    static Transition askAnew(Situation now) {
        return now.first() == null
                ? Transition.to(MutexState.IDLE, new Retire())
                : ask(now.tokens().get(), now.waitMode());
    }

    private static MutexState contended(MutexState state) {
        if (state instanceof Asking asking) {
            return new Asking(asking.token(), asking.mode(), true);
        } else if (state instanceof Queued queued) {
            return new Queued(queued.token(), queued.mode(), true, queued.poll());
        } else if (state instanceof Verifying verifying) {
            return new Verifying(verifying.token(), verifying.message(), true);
        }
        return state;
    }

    private static boolean isContended(MutexState state) {
        return state instanceof Asking asking && asking.contended()
                || state instanceof Queued queued && queued.contended()
                || state instanceof Verifying verifying && verifying.contended();
    }

    // ---- replies

    private static Transition replied(MutexState state, Replied replied, Situation now) {
        AcquireRequest request = replied.request();
        MutexReply reply = replied.reply();
        if (reply instanceof Granted granted) {
            return Ownership.begin(
                    request.token(),
                    granted.fences(),
                    Ownership.term(request.sentAtNanos(), request.leaseMillis()),
                    isContended(state) || granted.waitingClients() > 0,
                    now);
        } else if (reply instanceof Taken taken) {
            return taken(state, request, taken, now);
        } else if (state instanceof Verifying) {
            return Transition.to(state); // the renewal decides
        } else if (!(reply instanceof Failed failed)) {
            return again(state, now);
        } else if (state instanceof Queued queued) { // this client keeps its place in the queue, and polls again
            long due = now.nowNanos() + LockTiming.RETRY_NANOS;
            return poll(queued, new Poll(due, false, 0, queued.poll().clientsAhead(), "", failed.cause()));
        } else {
            return Transition.to(
                    MutexState.IDLE,
                    new FailWaiting(failed.cause()),
                    new Abandon(state.token()), // it may have been granted or queued all the same
                    new Retire());
        }
    }

    /** The request has done nothing: it was too late, or came with a release of a key that was not owned any more. */
    private static Transition again(MutexState state, Situation now) {
        if (now.first() == null) {
            return Transition.to(MutexState.IDLE, new Abandon(state.token()), new Retire());
        } else if (state instanceof Queued queued) {
            return askAgain(queued, now);
        }
        AskMode mode = state instanceof Asking asking && asking.mode() == AskMode.TRY && !now.patient()
                ? AskMode.TRY
                : now.waitMode();
        return ask(state.token(), mode);
    }

    private static Transition taken(MutexState state, AcquireRequest request, Taken taken, Situation now) {
        if (request.mode() == AskMode.TRY) {
            Transition next =
                    now.patient() ? ask(state.token(), now.waitMode()) : Transition.to(MutexState.IDLE, new Retire());
            return next.after(new RefuseTrying());
        } else if (now.first() == null) {
            return Transition.to(MutexState.IDLE, new Abandon(state.token()), new Retire());
        }
        long ahead = taken.clientsAhead();
        Queued queued =
                new Queued(state.token(), request.mode(), false, new Poll(now.nowNanos(), false, 0, ahead, "", null));
        if (request.mode() != now.waitMode()) { // the push connection came or went meanwhile
            return askAgain(queued, now);
        }
        boolean listens = taken.holder() == MutexReply.Holder.LISTENS && request.mode() == AskMode.PUSH;
        long due = now.nowNanos() + pause(listens ? BEHIND_POLL_NANOS : SILENT_POLL_NANOS, ahead, taken.ttlMillis());
        return poll(queued, new Poll(due, false, listens ? MAX_GLANCES : 0, ahead, taken.holdersToken(), null));
    }

    /** {@return how long to wait for a message before the next poll} */
    private static long pause(long most, long clientsAhead, long ttlMillis) {
        // Any poll repairs the queue for every waiter: it skips clients that have died. Reaching the head of the queue
        // is not announced.
        long tillExpiry = TimeUnit.MILLISECONDS.toNanos(ttlMillis) + LockTiming.EXPIRY_MARGIN_NANOS;
        return Math.min(most, tillExpiry) + Math.min(SILENT_POLL_NANOS, clientsAhead * STAGGER_NANOS);
    }

    // ---- waiting in the queue

    private static Transition queued(Queued queued, MutexEvent event, Situation now) {
        Poll poll = queued.poll();
        if (event instanceof CallerLeft && now.first() == null) {
            return Transition.to(MutexState.IDLE, new Abandon(queued.token()), new Retire());
        } else if (event instanceof TimerFired) {
            if (poll.underWay()) {
                return Transition.to(queued); // its reply sets the timer
            } else if (poll.dueNanos() - now.nowNanos() > 0) {
                return Transition.to(queued, new SetTimer(poll.dueNanos()));
            }
            return poll.glances() > 0 ? glance(queued) : askAgain(queued, now);
        } else if (event instanceof Glanced glanced && glanced.token().equals(queued.token())) {
            return glanced(queued, glanced, now);
        } else if ((event instanceof PushOpened || event instanceof PushLost || event instanceof Reconnected)
                && !poll.underWay()) {
            return askAgain(queued, now);
        }
        return Transition.to(queued);
    }

    private static Transition askAgain(Queued queued, Situation now) {
        Poll underWay = new Poll(
                now.nowNanos(),
                true,
                0,
                queued.poll().clientsAhead(),
                "",
                queued.poll().failure());
        return Transition.to(
                new Queued(queued.token(), now.waitMode(), queued.contended(), underWay),
                new Ask(queued.token(), now.waitMode()));
    }

    private static Transition glance(Queued queued) {
        Poll poll = queued.poll();
        Poll underWay =
                new Poll(poll.dueNanos(), true, poll.glances() - 1, poll.clientsAhead(), poll.holder(), poll.failure());
        return Transition.to(
                new Queued(queued.token(), queued.mode(), queued.contended(), underWay), new Glance(queued.token()));
    }

    private static Transition glanced(Queued queued, Glanced glanced, Situation now) {
        Poll poll = queued.poll();
        // Another holder, a claim or no key: perhaps it was this client's turn, and the queue was lost with other data;
        // or the next holder has died while it waited.
        boolean isSameLease = glanced.holder().equals(poll.holder())
                && glanced.ttlMillis().isPresent()
                && glanced.ttlMillis().getAsLong() > MutexScripts.CLAIM_MILLIS;
        if (!isSameLease || queued.mode() != now.waitMode()) {
            return askAgain(queued, now);
        }
        long most = poll.clientsAhead() == 0 ? NEXT_POLL_NANOS : BEHIND_POLL_NANOS;
        long due = now.nowNanos()
                + pause(most, poll.clientsAhead(), glanced.ttlMillis().getAsLong());
        return poll(queued, new Poll(due, false, poll.glances(), poll.clientsAhead(), poll.holder(), null));
    }

    private static Transition poll(Queued queued, Poll next) {
        return Transition.to(
                new Queued(queued.token(), queued.mode(), queued.contended(), next), new SetTimer(next.dueNanos()));
    }

    // ---- a grant

    /**
     * Takes the lock that was handed over to this client while it waited. The claim may be nearly over by the time the
     * message is read, for example in a process that was stopped. Such a grant is used only after a renewal has
     * confirmed it.
     */
    private static Transition handedOver(HandedOver event, Situation now, boolean contended) {
        GrantMessage message = event.message();
        long claimNanos = message.claimNanos();
        long since = event.grantedAtNanos().orElse(now.nowNanos());
        boolean fresh = event.grantedAtNanos().isPresent()
                && since - now.nowNanos() <= 0
                && since + claimNanos - now.nowNanos() > claimNanos / 4;
        if (fresh || now.first() == null) { // without a caller the key is released at once, whatever its age
            return Ownership.begin(
                    message.token(),
                    message.fences(),
                    Ownership.term(since, message.claimMillis()),
                    contended || message.contended(),
                    now);
        }
        return Transition.to(
                new Verifying(message.token(), message, contended),
                new Renew(message.token(), now.first().leaseMillis(), RenewalReason.DUE, 0));
    }

    /** Whether the grant holds is not known: a poll finds out. */
    private static Transition notVerified(Verifying state, Situation now) {
        if (now.first() == null) {
            return Transition.to(MutexState.IDLE, new Abandon(state.token()), new Retire());
        }
        Poll due = new Poll(now.nowNanos(), false, 0, 0, "", null);
        return askAgain(new Queued(state.token(), now.waitMode(), state.contended(), due), now);
    }

    private static Transition verified(Verifying state, RenewalEnded renewal, Situation now) {
        if (!renewal.token().equals(state.token())) {
            return Transition.to(state);
        }
        return switch (renewal.outcome()) {
            case RENEWED ->
                Ownership.begin(
                        state.token(),
                        state.message().fences(),
                        Ownership.term(renewal.sentAtNanos(), renewal.leaseMillis()),
                        state.contended() || state.message().contended(),
                        now);
            case NOT_OWNED -> askAnew(now);
            case FAILED -> notVerified(state, now);
        };
    }
}

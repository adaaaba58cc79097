package io.github.dkredis.lock;

import io.github.dkredis.lock.MutexEvent.RenewalReason;
import io.github.dkredis.lock.SimulatedServer.Sent;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One lock in one client, and its server, as a value that can be copied: the state machine with its callers, the
 * requests on their way, and the time. Each move is an event that can happen; a violation of an invariant is recorded.
 */
final class SimulatedClient implements MutexActions {

    private static final LeaseOptions OPTIONS = LeaseOptions.DEFAULT;

    /** A caller's lease, as the caller sees it. */
    private record Held(String token, long deadlineNanos) {}

    private final SimulatedServer server;
    private final Deque<IfTaken> callers = new ArrayDeque<>();
    private final Deque<Sent> requests = new ArrayDeque<>();
    private final Deque<MutexEvent> replies = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private MutexState state = MutexState.IDLE;
    private long now = 1_000_000_000_000L;
    private long timerNanos = Long.MAX_VALUE;
    private int tokens;
    private long lastFence;
    private @Nullable Held held;
    private boolean retired;
    private boolean closed;
    private boolean forced;

    SimulatedClient() {
        server = new SimulatedServer();
    }

    SimulatedClient(SimulatedClient other) {
        server = new SimulatedServer(other.server);
        callers.addAll(other.callers);
        requests.addAll(other.requests);
        replies.addAll(other.replies);
        violations.addAll(other.violations);
        state = other.state;
        now = other.now;
        timerNanos = other.timerNanos;
        tokens = other.tokens;
        lastFence = other.lastFence;
        held = other.held;
        retired = other.retired;
        closed = other.closed;
        forced = other.forced;
    }

    List<String> violations() {
        return violations;
    }

    String stateName() {
        return state.getClass().getSimpleName();
    }

    // ---- moves

    /** Everything that can happen. */
    enum Move {
        CALLER_JOINS,
        CALLER_TRIES,
        CALLER_LEAVES,
        HOLDER_RELEASES,
        REQUEST_RUNS,
        REPLY_ARRIVES,
        REPLY_IS_LOST,
        REQUEST_IS_LOST,
        MESSAGE_ARRIVES,
        TIMER_FIRES,
        PROCESS_PAUSES,
        OTHER_TAKES,
        OTHER_RELEASES,
        OTHER_WAITS,
        PUSH_IS_LOST,
        PUSH_OPENS,
        RECONNECTED,
        FORCED,
        CLIENT_CLOSES
    }

    boolean canMove(Move move) {
        return switch (move) {
            case CALLER_JOINS -> !closed && callers.size() < 2;
            case CALLER_TRIES -> !closed && state == MutexState.IDLE && callers.isEmpty();
            case CALLER_LEAVES -> callers.contains(IfTaken.WAIT);
            case HOLDER_RELEASES -> held != null;
            case REQUEST_RUNS -> !requests.isEmpty();
            case REQUEST_IS_LOST -> // one that abandons is sent again until it arrives
                !requests.isEmpty() && !requests.element().kind().equals("abandon");
            case REPLY_ARRIVES, REPLY_IS_LOST -> !replies.isEmpty();
            case MESSAGE_ARRIVES -> server.hasMessages();
            case TIMER_FIRES -> timerNanos != Long.MAX_VALUE;
            case PROCESS_PAUSES -> true;
            case OTHER_TAKES -> server.owner(now) == null && server.queue().isEmpty();
            case OTHER_RELEASES -> SimulatedServer.OTHER.equals(server.owner(now));
            case OTHER_WAITS, FORCED -> server.owner(now) != null && !SimulatedServer.OTHER.equals(server.owner(now));
            case PUSH_IS_LOST -> server.isSubscribed();
            case PUSH_OPENS -> !server.isSubscribed();
            case RECONNECTED -> state != MutexState.IDLE;
            case CLIENT_CLOSES -> !closed;
        };
    }

    void move(Move move) {
        switch (move) {
            case CALLER_JOINS -> join(IfTaken.WAIT);
            case CALLER_TRIES -> join(IfTaken.REFUSE);
            case CALLER_LEAVES -> {
                callers.removeLastOccurrence(IfTaken.WAIT);
                on(new MutexEvent.CallerLeft());
            }
            case HOLDER_RELEASES -> {
                boolean inTime = held != null && held.deadlineNanos - now > 0;
                held = null;
                if (inTime) {
                    on(new MutexEvent.LeaseReleased());
                }
            }
            case REQUEST_RUNS -> answered(server.run(requests.remove(), now, false));
            case REQUEST_IS_LOST -> {
                Sent lost = requests.remove();
                answered(SimulatedServer.failure(lost));
                if (lost.kind().equals("release")) { // the coordinator abandons the token then
                    abandon(lost.token());
                }
            }
            case REPLY_ARRIVES -> on(replies.remove());
            case REPLY_IS_LOST -> on(lost(replies.remove()));
            case MESSAGE_ARRIVES -> on(server.nextMessage());
            case TIMER_FIRES -> {
                now = Math.max(now, timerNanos);
                timerNanos = Long.MAX_VALUE;
                on(new MutexEvent.TimerFired());
            }
            case PROCESS_PAUSES -> now += TimeUnit.SECONDS.toNanos(31); // every lease and every claim ends
            case OTHER_TAKES -> server.otherTakes(now);
            case OTHER_RELEASES -> server.otherReleases(now);
            case OTHER_WAITS -> server.otherWaits(now);
            case PUSH_IS_LOST -> {
                server.unsubscribe();
                on(new MutexEvent.PushLost());
            }
            case PUSH_OPENS -> {
                server.subscribe();
                on(new MutexEvent.PushOpened());
            }
            case RECONNECTED -> on(new MutexEvent.Reconnected());
            case FORCED -> {
                forced = true;
                server.forceRelease(now);
            }
            case CLIENT_CLOSES -> {
                closed = true;
                callers.clear();
                on(new MutexEvent.ClientClosed());
            }
        }
        check();
    }

    private void join(IfTaken ifTaken) {
        if (retired) { // the registry makes a new coordinator
            retired = false;
            state = MutexState.IDLE;
        }
        callers.add(ifTaken);
        on(new MutexEvent.CallerJoined(ifTaken));
    }

    private static MutexEvent lost(MutexEvent reply) {
        if (reply instanceof MutexEvent.Replied replied) {
            return new MutexEvent.Replied(
                    replied.request(), new MutexReply.Failed(new IllegalStateException("no reply")), false);
        } else if (reply instanceof MutexEvent.RenewalEnded renewal) {
            return new MutexEvent.RenewalEnded(
                    renewal.token(),
                    renewal.sentAtNanos(),
                    renewal.leaseMillis(),
                    renewal.reason(),
                    MutexEvent.RenewalOutcome.FAILED);
        }
        return reply;
    }

    private void answered(@Nullable MutexEvent reply) {
        if (reply != null) {
            replies.add(reply);
        }
    }

    private void on(@Nullable MutexEvent event) {
        if (event == null) {
            return;
        }
        LeaseOptions first = callers.isEmpty() ? null : OPTIONS;
        Situation situation = new Situation(
                now, server.isSubscribed(), first, callers.contains(IfTaken.WAIT), () -> String.valueOf(++tokens));
        Transition transition = MutexStateMachine.next(state, event, situation);
        state = transition.state();
        transition.effects().forEach(effect -> effect.perform(this));
    }

    // ---- invariants

    private void check() {
        if (held != null
                && held.deadlineNanos - now > 0
                && !forced
                && !held.token().equals(server.owner(now))) {
            violations.add("a lease of " + held.token() + " is held, but the key belongs to " + server.owner(now));
        }
        if (state instanceof MutexState.Owned && held == null) {
            // The holder's lease ended by its deadline, which the timer has still to find out.
            if (timerNanos == Long.MAX_VALUE) {
                violations.add("the key is owned without a lease and without a timer");
            }
        }
        if (state instanceof MutexState.Queued queued && !queued.poll().underWay() && timerNanos == Long.MAX_VALUE) {
            violations.add("a client waits without a timer");
        }
    }

    /** Lets everything under way arrive, serves all callers, and ends; then nothing may be left. */
    void finish() {
        server.otherReleases(now);
        for (int i = 0; i < 200 && !isQuiet(); i++) {
            Move next = requests.isEmpty()
                    ? !replies.isEmpty()
                            ? Move.REPLY_ARRIVES
                            : server.hasMessages()
                                    ? Move.MESSAGE_ARRIVES
                                    : held != null ? Move.HOLDER_RELEASES : Move.TIMER_FIRES
                    : Move.REQUEST_RUNS;
            if (!canMove(next)) {
                break;
            }
            move(next);
        }
        if (!callers.isEmpty()) {
            violations.add(callers.size() + " callers were never served; the state is " + state);
        }
        String owner = server.owner(now);
        if (owner != null && !owner.equals(SimulatedServer.OTHER)) {
            violations.add("the key is left to " + owner + " in state " + state);
        }
        if (!server.queue().isEmpty()) {
            violations.add("the queue is left with " + server.queue());
        }
    }

    private boolean isQuiet() {
        return requests.isEmpty()
                && replies.isEmpty()
                && !server.hasMessages()
                && held == null
                && state == MutexState.IDLE;
    }

    // ---- effects

    private void send(String kind, String token, AskMode mode, long millis, @Nullable String again) {
        requests.add(new Sent(kind, token, mode, now, millis, again, RenewalReason.DUE));
    }

    @Override
    public void ask(String token, AskMode mode) {
        if (callers.isEmpty()) {
            violations.add("it asks for nobody");
        }
        send("ask", token, mode, OPTIONS.leaseMillis(), null);
    }

    @Override
    public void glance(String token) {
        send("glance", token, AskMode.TRY, 0, null);
    }

    @Override
    public void releaseKey(String token, long lastFence, @Nullable String again, AskMode mode) {
        send("release", token, mode, OPTIONS.leaseMillis(), again);
    }

    @Override
    public void keepKey(String token, long untilNanos) {
        send("keep", token, AskMode.TRY, TimeUnit.NANOSECONDS.toMillis(untilNanos - now), null);
    }

    @Override
    public void renew(String token, long leaseMillis, RenewalReason reason, int failures) {
        requests.add(new Sent("renew", token, AskMode.TRY, now, leaseMillis, null, reason));
    }

    @Override
    public void abandon(String token) {
        send("abandon", token, AskMode.TRY, 0, null);
    }

    @Override
    public void grantFirst(long fence, long deadlineNanos) {
        if (held != null && held.deadlineNanos - now > 0) {
            violations.add("a second lease is granted while " + held + " is held");
        }
        if (fence <= lastFence) {
            violations.add("fencing token " + fence + " follows " + lastFence);
        }
        if (deadlineNanos - now <= 0) {
            violations.add("a lease is granted after its end");
        }
        lastFence = fence;
        callers.remove();
        held = new Held(state.token(), deadlineNanos);
    }

    @Override
    public void moveDeadline(long deadlineNanos) {
        if (held != null && held.deadlineNanos - now <= 0) {
            violations.add("a lease that has ended comes back to life");
        }
        if (held != null) {
            held = new Held(held.token(), deadlineNanos);
        }
    }

    @Override
    public void loseLease() {
        held = null;
    }

    @Override
    public void refuseTrying() {
        callers.removeIf(caller -> caller == IfTaken.REFUSE);
    }

    @Override
    public void failWaiting(RuntimeException cause) {
        callers.clear();
    }

    @Override
    public void setTimer(long nanos) {
        timerNanos = Math.min(timerNanos, nanos);
    }

    @Override
    public void retire() {
        timerNanos = Long.MAX_VALUE;
        retired = true;
        if (!callers.isEmpty()) {
            violations.add("retired with " + callers.size() + " callers");
        }
    }
}

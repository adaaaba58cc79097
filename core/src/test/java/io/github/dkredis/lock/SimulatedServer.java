package io.github.dkredis.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A model of the scripts of the mutex, of one client's connections, and of another client that wants the lock. */
final class SimulatedServer {

    static final String OTHER = "other";
    private static final long CLAIM_MILLIS = MutexScripts.CLAIM_MILLIS;
    private static final long POLLED_CLAIM_MILLIS = 1_500;

    /** A request on its way to the server. */
    record Sent(
            String kind,
            String token,
            AskMode mode,
            long sentAtNanos,
            long millis,
            @Nullable String again,
            MutexEvent.RenewalReason reason) {

        AcquireRequest asRequest() {
            return new AcquireRequest(again == null ? token : again, mode, sentAtNanos, millis);
        }
    }

    private @Nullable String owner;
    private long expiryNanos;
    private long fence = 1_000;
    private long ownersFence;
    private final Deque<String> queue = new ArrayDeque<>();
    private final Set<String> abandoned = new HashSet<>();
    private final Deque<MutexEvent> pushed = new ArrayDeque<>();
    private boolean subscribed = true;

    SimulatedServer() {}

    SimulatedServer(SimulatedServer other) {
        owner = other.owner;
        expiryNanos = other.expiryNanos;
        fence = other.fence;
        ownersFence = other.ownersFence;
        queue.addAll(other.queue);
        abandoned.addAll(other.abandoned);
        pushed.addAll(other.pushed);
        subscribed = other.subscribed;
    }

    // ---- the key

    @Nullable
    String owner(long now) {
        if (owner != null && expiryNanos - now <= 0) {
            owner = null;
        }
        return owner;
    }

    List<String> queue() {
        return new ArrayList<>(queue);
    }

    private FenceBlock grant(String token, long millis, long now) {
        owner = token;
        expiryNanos = now + TimeUnit.MILLISECONDS.toNanos(millis);
        ownersFence = fence;
        fence += 10;
        return new FenceBlock(ownersFence, ownersFence + 9);
    }

    private void handOver(long now) {
        owner = null;
        while (!queue.isEmpty()) {
            String entry = queue.remove();
            String token = entry.replace("+poll", "");
            boolean polls = !entry.equals(token);
            if (polls) {
                grant(token, POLLED_CLAIM_MILLIS, now);
                return;
            } else if (subscribed) {
                FenceBlock block = grant(token, CLAIM_MILLIS, now);
                pushed.add(new MutexEvent.HandedOver(
                        new GrantMessage(token, block, now / 1_000, CLAIM_MILLIS, !queue.isEmpty(), "key"),
                        OptionalLong.of(now)));
                return;
            }
        }
    }

    // ---- the other client, and an operator

    void otherTakes(long now) {
        if (owner(now) == null && queue.isEmpty()) {
            grant(OTHER, 3_600_000, now);
        }
    }

    void otherReleases(long now) {
        if (OTHER.equals(owner(now))) {
            handOver(now);
        }
    }

    void forceRelease(long now) {
        String held = owner(now);
        if (held != null) {
            send(new MutexEvent.TakenAway(held));
            handOver(now);
        }
    }

    void otherWaits(long now) {
        String held = owner(now);
        if (held != null) {
            send(new MutexEvent.OthersWait(held));
        }
    }

    // ---- messages

    private boolean send(MutexEvent message) {
        return subscribed && pushed.add(message);
    }

    @Nullable
    MutexEvent nextMessage() {
        return pushed.poll();
    }

    boolean hasMessages() {
        return !pushed.isEmpty();
    }

    boolean isSubscribed() {
        return subscribed;
    }

    void subscribe() {
        subscribed = true;
    }

    void unsubscribe() {
        subscribed = false;
        pushed.clear();
    }

    // ---- the scripts

    /** Runs a request; the event is its reply, or null for one whose reply nobody reads. */
    @Nullable
    MutexEvent run(Sent sent, long now, boolean repeated) {
        return switch (sent.kind()) {
            case "ask" -> new MutexEvent.Replied(sent.asRequest(), ask(sent.token(), sent, now), repeated);
            case "release" -> release(sent, now, repeated);
            case "renew" -> renew(sent, now);
            case "glance" ->
                new MutexEvent.Glanced(
                        sent.token(),
                        owner(now) == null
                                ? OptionalLong.empty()
                                : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(expiryNanos - now)),
                        String.valueOf(owner(now)));
            case "keep" -> {
                if (sent.token().equals(owner(now))) {
                    expiryNanos = now + TimeUnit.MILLISECONDS.toNanos(sent.millis());
                }
                yield null;
            }
            default -> {
                abandon(sent.token(), now);
                yield null;
            }
        };
    }

    private MutexReply ask(String token, Sent sent, long now) {
        if (abandoned.contains(token)) {
            return new MutexReply.TooLate();
        } else if (token.equals(owner(now))) {
            expiryNanos = now + TimeUnit.MILLISECONDS.toNanos(sent.millis());
            return new MutexReply.Granted(new FenceBlock(ownersFence, ownersFence + 9), queue.size());
        } else if (owner(now) == null && queue.isEmpty()) {
            return new MutexReply.Granted(grant(token, sent.millis(), now), 0);
        }
        if (sent.mode() != AskMode.TRY) {
            enqueue(token, sent.mode());
        }
        if (owner(now) == null) {
            handOver(now);
            if (token.equals(owner)) {
                return new MutexReply.Granted(new FenceBlock(ownersFence, ownersFence + 9), queue.size());
            }
        }
        long left = owner(now) == null ? 1 : TimeUnit.NANOSECONDS.toMillis(expiryNanos - now);
        return new MutexReply.Taken(left, 0, MutexReply.Holder.LISTENS, String.valueOf(owner));
    }

    private void enqueue(String token, AskMode mode) {
        String entry = mode == AskMode.POLL ? token + "+poll" : token;
        String other = mode == AskMode.POLL ? token : token + "+poll";
        queue.remove(other);
        if (!queue.contains(entry)) {
            queue.add(entry);
        }
    }

    private @Nullable MutexEvent release(Sent sent, long now, boolean repeated) {
        MutexReply reply;
        if (!sent.token().equals(owner(now))) {
            reply = new MutexReply.NotOwned();
        } else {
            owner = null;
            if (sent.again() == null) {
                handOver(now);
                reply = new MutexReply.Released();
            } else {
                reply = ask(sent.again(), sent, now);
            }
        }
        return sent.again() == null ? null : new MutexEvent.Replied(sent.asRequest(), reply, repeated);
    }

    private MutexEvent renew(Sent sent, long now) {
        boolean owned = sent.token().equals(owner(now));
        if (owned) {
            expiryNanos = Math.max(expiryNanos, now + TimeUnit.MILLISECONDS.toNanos(sent.millis()));
        }
        return ended(sent, owned ? MutexEvent.RenewalOutcome.RENEWED : MutexEvent.RenewalOutcome.NOT_OWNED);
    }

    private static MutexEvent ended(Sent sent, MutexEvent.RenewalOutcome outcome) {
        return new MutexEvent.RenewalEnded(sent.token(), sent.sentAtNanos(), sent.millis(), sent.reason(), outcome);
    }

    private void abandon(String token, long now) {
        queue.remove(token);
        queue.remove(token + "+poll");
        abandoned.add(token);
        if (token.equals(owner(now))) {
            handOver(now);
        }
    }

    /** What the client is told if no reply to a request arrives. */
    static @Nullable MutexEvent failure(Sent sent) {
        MutexReply failed = new MutexReply.Failed(new IllegalStateException("no reply"));
        return switch (sent.kind()) {
            case "ask" -> new MutexEvent.Replied(sent.asRequest(), failed, false);
            case "release" -> sent.again() == null ? null : new MutexEvent.Replied(sent.asRequest(), failed, false);
            case "renew" -> ended(sent, MutexEvent.RenewalOutcome.FAILED);
            case "glance" -> new MutexEvent.Glanced(sent.token(), OptionalLong.empty(), "");
            default -> null;
        };
    }
}

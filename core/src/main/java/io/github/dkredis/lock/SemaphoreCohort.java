package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.lock.SemaphoreReply.PermitBlock;
import io.github.dkredis.lock.SemaphoreScripts.Mode;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The callers of one client that hold or want permits of one semaphore with the same options.
 *
 * <p>Callers that wait for one permit stand in one local queue, and the client stands in the queue in Redis for them,
 * with one ticket at a time once Redis has told it to wait. A permit that such a caller releases goes to the next one
 * without a command, for 10 ms or until Redis answers that another client waits ({@link PermitTenure#mayPass}); then it
 * goes back to Redis, whose queue decides. A caller that wants several permits, or does not want to wait, has a ticket
 * of its own.
 *
 * <p>One lock guards this object, its tickets and its tenures. Commands are sent under it, so that those of one token
 * arrive in their order; futures complete and callbacks run after the unlock.
 */
final class SemaphoreCohort implements PermitOwner {

    /** The pause between two polls while no message can reach this client; the scripts count on it. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(366);

    /**
     * What the callers of a cohort have in common.
     *
     * @param name the semaphore's name
     * @param size its size as these callers expect it
     * @param lease how they want to hold permits
     */
    record Key(String name, int size, LeaseOptions lease) {}

    private final SemaphoreRegistry registry;
    private final Key key;
    private final SemaphoreKeys keys;
    private final DeferringLock lock = new DeferringLock();
    private final CoordinatorTimer timer;
    private final Deque<PermitWaiter> waiters = new ArrayDeque<>();
    private final Map<String, PermitTicket> tickets = new LinkedHashMap<>();
    private final Map<Permit, PermitTenure> held = new LinkedHashMap<>();
    private boolean retired;

    SemaphoreCohort(SemaphoreRegistry registry, Key key, SemaphoreKeys keys) {
        this.registry = registry;
        this.key = key;
        this.keys = keys;
        this.timer = new CoordinatorTimer(registry::schedule, () -> lock.run(this::tick));
    }

    // ---- callers

    /**
     * Adds a caller; false if this cohort has retired, or the client is closed. Under the lock, because the close of
     * the client comes here after it has begun: it either finds what this sends, or this sends nothing.
     */
    boolean join(PermitWaiter waiter) {
        lock.lock();
        try {
            if (retired || registry.isClosed()) {
                return false;
            }
            if (waiter.ifTaken() == IfTaken.REFUSE) {
                if (waiters.isEmpty() && tickets.values().stream().allMatch(PermitTicket::isTry)) {
                    newTicket(waiter, waiter.permits());
                } else {
                    lock.runAfterUnlock(waiter.refuse());
                }
            } else if (waiter.permits() == 1) {
                waiters.add(waiter);
                askForWaiters();
            } else {
                newTicket(waiter, waiter.permits());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of a caller, unless it is decided already; answers the permit that it was given, if any. */
    @Nullable
    Permit stopWaiting(PermitWaiter waiter) {
        lock.lock();
        try {
            if (!waiter.isDecided()) {
                lock.runAfterUnlock(waiter.refuse());
                waiters.remove(waiter);
                List.copyOf(tickets.values()).stream()
                        .filter(ticket -> ticket.waiter == waiter)
                        .forEach(this::abandon);
                abandonSurplusTickets();
                retireIfUnused();
            }
            return waiter.permit();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Permit permit, CompletableFuture<Boolean> released) {
        lock.run(() -> {
            PermitTenure tenure = held.remove(permit);
            if (tenure == null) { // lost at the same moment
                lock.runAfterUnlock(() -> released.complete(false));
                return;
            }
            long now = System.nanoTime();
            PermitWaiter next = tenure.mayPass(now) ? waiters.poll() : null;
            if (next != null) {
                tenure.passed();
                hold(tenure, next);
                if (tenure.wantsRenewal(now)) {
                    renew(tenure);
                }
                lock.runAfterUnlock(() -> released.complete(true));
            } else {
                registry.unregister(tenure.token());
                registry.release(keys, tenure, released);
                askForWaiters();
                abandonSurplusTickets();
                retireIfUnused();
            }
        });
    }

    private void hold(PermitTenure tenure, PermitWaiter waiter) {
        Permit permit = tenure.next(this);
        held.put(permit, tenure);
        timer.set(tenure.dueNanos());
        lock.runAfterUnlock(waiter.grant(permit));
    }

    // ---- tickets

    /** Lets the client enter the queue for its callers, unless it is in the queue already. */
    private void askForWaiters() {
        long shared = 0;
        for (PermitTicket ticket : tickets.values()) {
            if (ticket.isShared()) {
                if (ticket.isQueued()) {
                    return;
                }
                shared++;
            }
        }
        for (; shared < Math.min(waiters.size(), key.size()); shared++) {
            newTicket(null, 1);
        }
    }

    private void newTicket(@Nullable PermitWaiter waiter, int permits) {
        String token = registry.tokens().next();
        PermitTicket ticket =
                new PermitTicket(new PermitClaim(token, permits, key.lease().leaseMillis()), waiter);
        tickets.put(token, ticket);
        registry.register(token, this);
        ask(ticket);
    }

    /** Asks Redis for a ticket, at first and again: the script answers a token that waits or has permits alike. */
    private void ask(PermitTicket ticket) {
        Mode mode = ticket.isTry() ? Mode.TRY : registry.isPushOpen() ? Mode.PUSH : Mode.POLL;
        long sentAt = System.nanoTime();
        ticket.sentAtNanos = sentAt;
        ticket.pollAtNanos = sentAt + NEVER_NANOS;
        registry.acquire(
                keys,
                ticket.claim,
                key.size(),
                mode,
                (reply, failure, repeated) -> lock.run(() -> answered(ticket, sentAt, reply, failure)));
    }

    private void answered(
            PermitTicket ticket,
            long sentAt,
            @Nullable List<@Nullable Object> reply,
            @Nullable RuntimeException failure) {
        if (tickets.get(ticket.token()) != ticket) {
            return; // decided or abandoned meanwhile; the message that gives it back was sent behind this request
        }
        if (reply == null) {
            failed(ticket, Objects.requireNonNullElseGet(failure, () -> new IllegalStateException("no reply")));
            return;
        }
        SemaphoreReply answer = SemaphoreReply.parse(reply);
        registry.clock().exchanged(keys.main(), sentAt, answer.serverMicros());
        if (answer instanceof SemaphoreReply.Granted granted) {
            use(ticket, granted.block(), sentAt, key.lease().leaseMillis());
        } else if (answer instanceof SemaphoreReply.Taken taken) {
            if (ticket.waiter != null && ticket.isTry()) {
                drop(ticket);
                lock.runAfterUnlock(ticket.waiter.refuse());
            } else {
                long pause = registry.isPushOpen() ? LockTiming.MAX_POLL_NANOS : POLL_NANOS;
                long left = TimeUnit.MILLISECONDS.toNanos(Math.max(0, taken.leftMillis()));
                ticket.queued(System.nanoTime() + Math.min(pause, left + LockTiming.EXPIRY_MARGIN_NANOS));
                timer.set(ticket.pollAtNanos);
            }
        } else if (answer instanceof SemaphoreReply.OtherSize other) {
            if (ticket.isQueued()) { // the size was changed while it waited
                abandon(ticket);
            } else {
                drop(ticket);
            }
            fail(ticket, otherSize(other.size()));
        } else { // the server's clock was set forward since the last exchange
            ask(ticket);
        }
        retireIfUnused();
    }

    private IllegalStateException otherSize(long size) {
        return new IllegalStateException("semaphore \"" + key.name() + "\" has " + size + " permits, but this caller"
                + " expects " + key.size() + "; use the same size everywhere, or change it with resize");
    }

    private void failed(PermitTicket ticket, RuntimeException failure) {
        if (ticket.isQueued() && failure instanceof RedisUnavailableException) {
            ticket.queued(System.nanoTime() + LockTiming.RETRY_NANOS);
            timer.set(ticket.pollAtNanos);
        } else {
            abandon(ticket);
            fail(ticket, failure);
            retireIfUnused();
        }
    }

    /** Fails the callers of a ticket; for a shared one these are all that wait. */
    private void fail(PermitTicket ticket, RuntimeException failure) {
        List<PermitWaiter> failing = new ArrayList<>();
        if (ticket.waiter != null) {
            failing.add(ticket.waiter);
        } else {
            failing.addAll(waiters);
            waiters.clear();
            abandonSurplusTickets();
        }
        failing.stream()
                .filter(waiter -> !waiter.isDecided())
                .forEach(waiter -> lock.runAfterUnlock(waiter.fail(failure)));
    }

    /** Gives what a ticket was granted to its caller, or to the first waiting caller; without one, gives it back. */
    private void use(PermitTicket ticket, PermitBlock block, long grantedAt, long leaseMillis) {
        tickets.remove(ticket.token());
        PermitTenure tenure = new PermitTenure(ticket.token(), block, key.lease(), grantedAt, leaseMillis);
        boolean inTime = tenure.deadlineNanos() - System.nanoTime() > 0; // else this process was stopped meanwhile
        PermitWaiter waiter = inTime && ticket.isShared() ? waiters.poll() : ticket.waiter;
        if (waiter == null || waiter.isDecided() || !inTime) {
            registry.unregister(ticket.token());
            registry.giveBack(keys, ticket.token());
            if (waiter != null && !waiter.isDecided()) {
                newTicket(waiter, waiter.permits());
            }
        } else {
            hold(tenure, waiter);
        }
        askForWaiters();
    }

    private void drop(PermitTicket ticket) {
        tickets.remove(ticket.token());
        registry.unregister(ticket.token());
    }

    /** Gives a ticket up, whether it waits or has been granted permits meanwhile. */
    private void abandon(PermitTicket ticket) {
        drop(ticket);
        if (ticket.isQueued()) {
            registry.giveBack(keys, ticket.token());
        } else {
            registry.giveBackLostRequest(keys, ticket.token(), ticket.sentAtNanos);
        }
    }

    /**
     * Leaves the queue with the tickets that no caller needs. While callers pass a permit on, a ticket more than there
     * are callers stays: the next caller comes soon.
     */
    private void abandonSurplusTickets() {
        List<PermitTicket> shared =
                tickets.values().stream().filter(PermitTicket::isShared).toList();
        for (int i = shared.size() - 1; i >= waiters.size(); i--) {
            abandon(shared.get(i));
        }
    }

    // ---- messages, on the event loop

    /**
     * A script has handed permits over to a token; false if this cohort does not have the token any more. A token that
     * has asked again may have learned of its permits from the reply already; the message then says nothing new.
     */
    boolean granted(PermitMessage message) {
        lock.lock();
        try {
            PermitTicket ticket = tickets.get(message.token());
            if (ticket == null) {
                return held.values().stream().anyMatch(tenure -> tenure.token().equals(message.token()));
            }
            // two bounds on the moment of the grant, neither of which can be too late
            long asked = ticket.askedAtNanos;
            long translated = registry.clock()
                    .earliestLocal(keys.main(), message.serverMicros())
                    .orElse(asked);
            use(ticket, message.block(), translated - asked > 0 ? translated : asked, message.claimMillis());
            retireIfUnused();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A script wants a ticket to be asked for again. */
    void recheck(String token) {
        lock.run(() -> {
            PermitTicket ticket = tickets.get(token);
            if (ticket != null) {
                ask(ticket);
            }
        });
    }

    /** Looks after everything: a connection was lost or came back. */
    void recheckAll() {
        lock.run(() -> {
            List.copyOf(tickets.values()).forEach(this::ask);
            List.copyOf(held.values()).stream()
                    .filter(tenure -> key.lease().renewed())
                    .forEach(this::renew);
        });
    }

    // ---- the passage of time

    private void tick() {
        long now = System.nanoTime();
        timer.fired(now);
        for (Map.Entry<Permit, PermitTenure> entry : List.copyOf(held.entrySet())) {
            PermitTenure tenure = entry.getValue();
            if (tenure.deadlineNanos() - now <= 0) {
                lost(entry.getKey(), tenure);
            } else if (tenure.wantsRenewal(now)) {
                renew(tenure);
            }
        }
        for (PermitTicket ticket : List.copyOf(tickets.values())) {
            if (ticket.pollAtNanos - now <= 0) {
                ask(ticket);
            }
        }
        held.values().forEach(tenure -> timer.set(tenure.dueNanos()));
        tickets.values().stream().filter(PermitTicket::isQueued).forEach(ticket -> timer.set(ticket.pollAtNanos));
        retireIfUnused();
    }

    private void renew(PermitTenure tenure) {
        long now = System.nanoTime();
        long leaseMillis = tenure.renewalMillis(now);
        tenure.renewalBegins();
        registry.renew(
                keys,
                tenure,
                leaseMillis,
                (reply, failure, repeated) -> lock.run(() -> {
                    held.entrySet().stream()
                            .filter(entry -> entry.getValue() == tenure)
                            .findFirst()
                            .ifPresent(entry -> renewed(entry.getKey(), tenure, now, leaseMillis, reply));
                }));
    }

    private void renewed(
            Permit permit, PermitTenure tenure, long sentAt, long millis, @Nullable List<@Nullable Object> reply) {
        if (reply == null) {
            tenure.renewalFailed(System.nanoTime());
        } else if (SemaphoreReply.number(reply, 0) == 0) {
            lost(permit, tenure);
            retireIfUnused();
            return;
        } else {
            boolean contended = SemaphoreReply.number(reply, 3) == 1;
            tenure.renewed(sentAt, millis, SemaphoreReply.number(reply, 1), SemaphoreReply.number(reply, 2), contended);
            permit.moveDeadline(tenure.deadlineNanos());
        }
        timer.set(tenure.dueNanos());
    }

    private void lost(Permit permit, PermitTenure tenure) {
        held.remove(permit);
        registry.unregister(tenure.token());
        registry.giveBack(keys, tenure.token()); // a renewal whose reply was lost may have extended it
        List<Runnable> callbacks = permit.markLost();
        lock.runAfterUnlock(() -> {
            if (permit.isLost()) {
                registry.logLoss(permit);
            }
            callbacks.forEach(registry::runForLoss);
        });
    }

    // ---- the end

    private void retireIfUnused() {
        if (!retired && waiters.isEmpty() && tickets.isEmpty() && held.isEmpty()) {
            retired = true;
            timer.cancel();
            registry.retired(key, this);
        }
    }

    /** Ends all waits with a failure, gives back all permits, and tells their holders of the loss. */
    void close(RuntimeException failure) {
        lock.run(() -> {
            List<PermitTicket> all = List.copyOf(tickets.values());
            all.forEach(this::abandon);
            all.forEach(ticket -> fail(ticket, failure));
            List.copyOf(waiters).forEach(waiter -> lock.runAfterUnlock(waiter.fail(failure)));
            waiters.clear();
            List.copyOf(held.entrySet()).forEach(entry -> lost(entry.getKey(), entry.getValue()));
            retireIfUnused();
        });
    }

    // ---- for permits

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public void runForLoss(Runnable code) {
        registry.runForLoss(code);
    }

    @Override
    public OperationContext context() {
        return registry.context();
    }
}

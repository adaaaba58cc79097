package io.github.dkredis.limit;

import io.github.dkredis.DkRedisMetrics.LimitKind;
import io.github.dkredis.RateLimitedException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit that all processes with the same Redis share, on one resource or on several at once (a user, an address
 * and a total, for example), or on one resource with several rates: all or none. A limiter is immutable and cheap;
 * making one for each use is fine.
 *
 * <p>Redis keys: {@code dkredis:ratelimit:{<resource>}:<permits>/<period>/<burst>}, a number with a TTL. A request is
 * one script in one round trip; no request is sent while this client knows that a resource is denied. The algorithm is
 * GCRA (the generic cell rate algorithm of ATM networks, ITU-T I.371) on the server's clock. A lost reply is an
 * {@link io.github.dkredis.OutcomeUnknownException}, so permits are never taken twice.
 *
 * <p>While one caller of a client waits for Redis, further callers with the same limits gather. One script then decides
 * for all of them, in their order. Each keeps its own time limit.
 *
 * <p>A caller that waits for permits reserves them, at most half a second before it may use them; until then it asks
 * about twice in that time. So waiting callers of all clients get the full rate, no caller wakes up in vain, and a
 * process that dies while its callers wait blocks others for half a second at most. A caller that is interrupted or
 * cancelled after it has reserved permits does not give them back. With several resources, all of them count from the
 * moment of the reservation.
 *
 * <p>In a cluster, resources are in several hash slots, and one script can decide only for those of one. So the slots
 * are asked one after the other, in ascending order, and if one denies its permits, those of the others are given back:
 * never more than are missing, so no limit is exceeded. This is not atomic: meanwhile other callers may be denied
 * because of permits that are then given back. Permits are not given back if the process dies in between, or if their
 * reply is lost. A hash tag in the names, as in {@code {user:7}:mail} and {@code {user:7}:call}, puts resources into
 * one slot.
 */
public final class RateLimiter {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** How far ahead the script lets callers reserve permits. */
    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Client client;
    private final DenialCache denials;
    private final RateLimitBatcher batcher;
    private final List<LimitedResource> resources;
    private final Duration timeout;
    private final LimitScript script;

    /** How permits are taken if the resources are in several slots of a cluster; else null. */
    private final @Nullable SplitLimit split;

    private RateLimiter(
            Client client,
            DenialCache denials,
            RateLimitBatcher batcher,
            List<LimitedResource> resources,
            Duration timeout) {
        this.client = client;
        this.denials = denials;
        this.batcher = batcher;
        this.resources = resources;
        this.timeout = timeout;
        this.script = new LimitScript(client, resources);
        this.split = split(client, resources);
    }

    private static @Nullable SplitLimit split(Client client, List<LimitedResource> resources) {
        if (resources.size() < 2 || !client.keyGroups().areSplit()) {
            return null;
        }
        List<List<LimitedResource>> slots =
                client.keyGroups().split(resources, resource -> LimitScript.key(client, resource));
        return slots.size() == 1 ? null : new SplitLimit(client, slots);
    }

    /** {@return a limiter to which a resource is to be added} */
    static RateLimiter of(Client client, DenialCache denials, RateLimitBatcher batcher) {
        return new RateLimiter(client, denials, batcher, List.of(), DEFAULT_TIMEOUT);
    }

    /** {@return the same operations without blocking} */
    public AsyncRateLimiter async() {
        return new AsyncRateLimiter(this);
    }

    /**
     * Adds a resource, or another rate of a resource.
     *
     * @param resource its name
     * @return a limiter of this one's resources and the new one; this one is unchanged
     * @throws IllegalArgumentException if the name is empty
     */
    public RateLimiter and(String resource, Rate rate) {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("a resource must not be empty");
        }
        Utf8.encode("a resource", resource);
        LimitedResource added = new LimitedResource(resource, Objects.requireNonNull(rate));
        if (resources.contains(added)) {
            return this;
        }
        List<LimitedResource> more = new ArrayList<>(resources);
        more.add(added);
        return new RateLimiter(client, denials, batcher, List.copyOf(more), timeout);
    }

    /**
     * Sets how long {@link #acquire()} waits for permits; by default 60 seconds.
     *
     * @param timeout from zero to 366 days
     * @return a limiter with this option; this one is unchanged
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public RateLimiter timeout(Duration timeout) {
        Durations.waitNanos("the timeout", timeout);
        return new RateLimiter(client, denials, batcher, resources, timeout);
    }

    // ---- taking permits

    /**
     * Takes one permit of each resource, waiting for up to the timeout.
     *
     * @throws RateLimitedException if the permits cannot be had within the timeout, which is known at once; no permit
     *     was taken
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     */
    public void acquire() {
        acquire(1);
    }

    /**
     * Takes several permits of each resource, waiting for up to the timeout.
     *
     * @param cost how many, from 1 to the smallest burst
     * @throws RateLimitedException if the permits cannot be had within the timeout, which is known at once; no permit
     *     was taken
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public void acquire(long cost) {
        acquireOperation(cost).await();
    }

    /**
     * Takes one permit of each resource, unless one of them is denied. Does not wait for permits.
     *
     * @return whether the permits were taken; if not, the resource that is denied the longest, and for how long
     */
    public Decision tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes several permits of each resource, unless one of them is denied. Does not wait for permits.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return whether the permits were taken; if not, the resource that is denied the longest, and for how long
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Decision tryAcquire(long cost) {
        return tryAcquireOperation(cost).await();
    }

    /**
     * Takes one permit of each resource, waiting for up to a given time.
     *
     * @param wait from zero, which does not wait for permits, to 366 days
     * @return whether the permits were taken. If they cannot be had in time, this is known and returned at once, with
     *     the resource that is denied the longest, and for how long
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Decision tryAcquire(Duration wait) {
        return tryAcquire(1, wait);
    }

    /**
     * Takes several permits of each resource, waiting for up to a given time.
     *
     * @param cost how many, from 1 to the smallest burst
     * @param wait from zero, which does not wait for permits, to 366 days
     * @return as {@link #tryAcquire(Duration)} returns
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the cost or the time is out of bounds
     */
    public Decision tryAcquire(long cost, Duration wait) {
        return tryAcquireOperation(cost, wait).await();
    }

    /**
     * Looks whether one permit of each resource could be taken now, and takes none.
     *
     * @return what {@link #tryAcquire()} would answer; {@link Decision#remaining} counts the permits that are there now
     */
    public Decision peek() {
        return peek(1);
    }

    /**
     * Looks whether several permits of each resource could be taken now, and takes none.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return what {@link #tryAcquire(long)} would answer; {@link Decision#remaining} counts the permits that are there
     *     now, even if they are fewer than the cost
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Decision peek(long cost) {
        return peekOperation(cost).await();
    }

    // ---- the operations; each is made when its caller begins, since a caller may join a batch at once

    Operation<@Nullable Void> acquireOperation(long cost) {
        return tryAcquireOperation(cost, timeout).map(decision -> {
            if (!decision.isAllowed()) {
                throw new RateLimitedException(decision.blockedBy().orElseThrow(), decision.retryAfter());
            }
            return null;
        });
    }

    Operation<Decision> tryAcquireOperation(long cost) {
        checkCost(cost);
        long now = System.nanoTime();
        Optional<Decision> denied = knownDenial(cost, now);
        return measured(
                denied.isPresent()
                        ? Operation.of(denied.get())
                        : take(new PermitRequest(cost, now)).map(reply -> decision(reply, cost)));
    }

    Operation<Decision> tryAcquireOperation(long cost, Duration wait) {
        checkCost(cost);
        long waitNanos = Durations.waitNanos("the wait", wait);
        return measured(Operation.defer(() -> takeUntil(cost, System.nanoTime() + waitNanos)));
    }

    private Operation<Decision> measured(Operation<Decision> deciding) {
        return LimitMeter.measured(client.measurements(), LimitKind.RATE, deciding, Decision::isAllowed);
    }

    Operation<Decision> peekOperation(long cost) {
        checkCost(cost);
        return (split == null ? script.peek(cost) : split.peek(cost))
                .map(reply -> new Decision(
                        reply.denied().map(LimitedResource::name),
                        reply.denied().isEmpty() ? Duration.ZERO : reply.waitTime(),
                        reply.remaining()));
    }

    private Operation<LimitReply> take(PermitRequest request) {
        return split == null ? batcher.take(script, request) : split.take(request);
    }

    private Operation<Decision> takeUntil(long cost, long untilNanos) {
        Optional<Decision> denied = knownDenial(cost, System.nanoTime());
        if (denied.isPresent()) {
            return afterDenial(denied.get(), cost, untilNanos);
        }
        return reserve(cost, untilNanos);
    }

    /** Asks Redis, even if the permits are denied at the moment: a caller who waits can reserve them. */
    private Operation<Decision> reserve(long cost, long untilNanos) {
        return Operation.<LimitReply>defer(() -> take(new PermitRequest(cost, untilNanos)))
                .withOwnTimeLimit()
                .then(reply -> {
                    Decision decision = decision(reply, cost);
                    if (!decision.isAllowed()) {
                        return afterDenial(decision, cost, untilNanos);
                    }
                    long readyAt = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(reply.waitMicros());
                    return reply.waitMicros() == 0
                            ? Operation.of(decision)
                            : pause(" (its permits stay taken)", readyAt, () -> decision);
                });
    }

    /** Gives up if the permits come too late; else asks again when they can be reserved. */
    private Operation<Decision> afterDenial(Decision denied, long cost, long untilNanos) {
        long now = System.nanoTime();
        long waitNanos = denied.retryAfter().toNanos();
        if (waitNanos > untilNanos - now) {
            return Operation.of(denied);
        }
        // Half a reservation before the end: if all waiting callers asked as early as possible, one would succeed.
        long pauseUntil = waitNanos > AHEAD_NANOS ? now + waitNanos - AHEAD_NANOS / 2 : now;
        return pause("", pauseUntil, () -> denied).then(done -> reserve(cost, untilNanos));
    }

    private Operation<Decision> pause(String state, long untilNanos, Supplier<Decision> then) {
        CompletableFuture<Decision> never = new CompletableFuture<>();
        return OperationJoins.ofFuture(script.label() + state, never, client, untilNanos, then);
    }

    // ---- decisions

    private Optional<Decision> knownDenial(long cost, long now) {
        for (LimitedResource resource : resources) {
            Optional<Duration> remaining = denials.remaining(resource, cost, now);
            if (remaining.isPresent()) {
                return Optional.of(new Decision(Optional.of(resource.name()), remaining.get(), 0));
            }
        }
        return Optional.empty();
    }

    /** {@return the decision for a caller} A denial is remembered. */
    private Decision decision(LimitReply reply, long cost) {
        if (reply.denied().isEmpty()) {
            return new Decision(Optional.empty(), Duration.ZERO, reply.remaining());
        }
        LimitedResource denied = reply.denied().get();
        denials.deny(denied, cost, reply.deniedUntilNanos());
        return new Decision(Optional.of(denied.name()), reply.waitTime(), 0);
    }

    private void checkCost(long cost) {
        for (LimitedResource resource : resources) {
            if (cost < 1 || cost > resource.rate().burst()) {
                throw new IllegalArgumentException("the cost must be from 1 to the burst of "
                        + resource.rate().burst() + " of \"" + resource.name() + "\", but is " + cost);
            }
        }
    }

    /** {@return the batches of this client} For tests. */
    RateLimitBatcher batcher() {
        return batcher;
    }

    /** {@return the resources with their rates} */
    @Override
    public String toString() {
        return "RateLimiter" + resources;
    }

    /**
     * Whether permits were taken.
     *
     * @param blockedBy the resource that is denied the longest; empty if the permits were taken
     * @param retryAfter how long that resource is denied for this cost; zero if the permits were taken
     * @param remaining how many more permits the tightest resource has at the moment; zero if the permits were not
     *     taken
     */
    public record Decision(Optional<String> blockedBy, Duration retryAfter, long remaining) {

        /** {@return whether the permits were taken} */
        public boolean isAllowed() {
            return blockedBy.isEmpty();
        }
    }
}

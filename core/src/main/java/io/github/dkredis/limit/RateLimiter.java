package io.github.dkredis.limit;

import io.github.dkredis.RateLimitedException;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit that all processes with the same Redis share, on one resource or on several at once (a user, an address
 * and a total, for example): all or none. A limiter is immutable and cheap; making one for each use is fine.
 *
 * <p>Redis keys: {@code dkredis:ratelimit:<resource>}, a number with a TTL. A request is one script in one round trip;
 * there is none while this client knows that a resource is denied. The algorithm is GCRA (the generic cell rate
 * algorithm of ATM networks, ITU-T I.371) on the server's clock. A lost reply is an
 * {@link io.github.dkredis.OutcomeUnknownException}, so permits are never taken twice.
 *
 * <p>While one caller of a client waits for Redis, further callers with the same limits gather. One script then decides
 * for all of them, in their order.
 */
public final class RateLimiter {

    private static final Command<List<@Nullable Object>> TAKE =
            Command.of("rate limit", Script.load(RateLimiter.class, "ratelimit"), RetryPolicy.NEVER, Reply.LIST);

    private final Client client;
    private final DenialCache denials;
    private final Takings<Decision> takings;
    private final List<LimitedResource> resources;

    RateLimiter(Client client, DenialCache denials, Takings<Decision> takings) {
        this(client, denials, takings, List.of());
    }

    private RateLimiter(
            Client client, DenialCache denials, Takings<Decision> takings, List<LimitedResource> resources) {
        this.client = client;
        this.denials = denials;
        this.takings = takings;
        this.resources = resources;
    }

    /** {@return the same operations without blocking} */
    public AsyncRateLimiter async() {
        return new AsyncRateLimiter(this);
    }

    /**
     * Adds a resource.
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
        List<LimitedResource> more = new ArrayList<>(resources);
        more.add(new LimitedResource(resource, Objects.requireNonNull(rate)));
        return new RateLimiter(client, denials, takings, List.copyOf(more));
    }

    /**
     * Takes one permit of each resource.
     *
     * @throws RateLimitedException if a resource is denied; no permit was taken
     */
    public void acquire() {
        acquire(1);
    }

    /**
     * Takes several permits of each resource.
     *
     * @param cost how many, from 1 to the smallest burst
     * @throws RateLimitedException if a resource is denied; no permit was taken
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public void acquire(long cost) {
        acquireOperation(cost).await();
    }

    /**
     * Takes one permit of each resource, unless one of them is denied.
     *
     * @return whether the permits were taken; if not, the resource that is denied the longest, and for how long
     */
    public Decision tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes several permits of each resource, unless one of them is denied.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return whether the permits were taken; if not, the resource that is denied the longest, and for how long
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Decision tryAcquire(long cost) {
        return tryAcquireOperation(cost).await();
    }

    Operation<@Nullable Void> acquireOperation(long cost) {
        return tryAcquireOperation(cost).map(decision -> {
            if (!decision.isAllowed()) {
                throw new RateLimitedException(decision.blockedBy().orElseThrow(), decision.retryAfter());
            }
            return null;
        });
    }

    /** Takes permits. To be started at once: a caller who has to wait joins its batch here. */
    Operation<Decision> tryAcquireOperation(long cost) {
        checkCost(cost);
        long now = System.nanoTime();
        for (LimitedResource resource : resources) {
            Optional<Duration> remaining = denials.remaining(resource, cost, now);
            if (remaining.isPresent()) {
                return Operation.of(new Decision(Optional.of(resource.name()), remaining.get(), 0));
            }
        }
        return takings.take(new LimitScript(), cost);
    }

    /** {@return the batches of this client} For tests. */
    Takings<Decision> takings() {
        return takings;
    }

    private void checkCost(long cost) {
        for (LimitedResource resource : resources) {
            if (cost < 1 || cost > resource.rate().burst()) {
                throw new IllegalArgumentException("the cost must be from 1 to the burst of "
                        + resource.rate().burst() + " of \"" + resource.name() + "\", but is " + cost);
            }
        }
    }

    // ---- asking Redis

    /** The script of this limiter's resources, for one caller or for several that follow each other. */
    private final class LimitScript implements Takings.Script<Decision> {

        @Override
        public Object resources() {
            return resources;
        }

        @Override
        public String label() {
            return "rate limit " + Keys.quoted(resources.get(0).name());
        }

        @Override
        public Operation<Decision> ask(long cost) {
            long[] costs = {cost};
            long sentAt = System.nanoTime();
            return call(costs).map(reply -> decisions(reply, costs, sentAt).get(0));
        }

        @Override
        public void ask(
                long[] costs,
                long deadlineNanos,
                BiConsumer<? super @Nullable List<Decision>, ? super @Nullable RuntimeException> action) {
            long sentAt = System.nanoTime();
            client.sendInBackground(
                    call(costs),
                    deadlineNanos,
                    (reply, failure, repeated) ->
                            action.accept(reply == null ? null : decisions(reply, costs, sentAt), failure));
        }

        private Call<List<@Nullable Object>, List<@Nullable Object>> call(long[] costs) {
            int keys = resources.size();
            byte[][] args = new byte[3 * keys + costs.length][];
            for (int i = 0; i < keys; i++) {
                LimitedResource resource = resources.get(i);
                args[i] = client.keys().of(client.keys().rateLimit(resource.name()));
                args[keys + 2 * i] = Utf8.ascii(resource.rate().intervalMicros());
                args[keys + 2 * i + 1] = Utf8.ascii(resource.rate().burst());
            }
            for (int i = 0; i < costs.length; i++) {
                args[3 * keys + i] = Utf8.ascii(costs[i]);
            }
            return client.call(TAKE, resources.get(0).name(), keys, args);
        }
    }

    private List<Decision> decisions(List<@Nullable Object> reply, long[] costs, long sentAt) {
        List<Decision> decisions = new ArrayList<>(costs.length);
        for (int i = 0; i < costs.length; i++) {
            // the resource's number, which counts from 1; 0 if the permits were taken
            long denied = number(reply, 2 * i);
            long number = number(reply, 2 * i + 1);
            decisions.add(
                    denied == 0
                            ? new Decision(Optional.empty(), Duration.ZERO, number)
                            : denied(resources.get(Math.toIntExact(denied - 1)), costs[i], sentAt, number));
        }
        return decisions;
    }

    /** Remembers a denial. It counts from before the request was sent, so that this client never waits too long. */
    private Decision denied(LimitedResource resource, long cost, long sentAt, long micros) {
        denials.deny(resource, cost, sentAt + TimeUnit.MICROSECONDS.toNanos(micros));
        return new Decision(Optional.of(resource.name()), Duration.of(micros, ChronoUnit.MICROS), 0);
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
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

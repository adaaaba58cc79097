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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit over all processes that share a Redis, on one resource or on several at once (a user, an address and a total,
 * say), all or none. Immutable and cheap: make one for each use if that is convenient.
 *
 * <p>Redis keys: {@code dkredis:ratelimit:<resource>}, a number with a TTL. One script, one round trip; none while this client
 * knows that a resource is denied. The algorithm is GCRA (the generic cell rate algorithm of ATM networks, ITU-T I.371) on
 * the server's clock. A lost reply is an {@link io.github.dkredis.OutcomeUnknownException}, so permits are never taken twice.
 *
 * <p>While one caller of a client waits for Redis, further callers with the same limits gather, and one script then decides for
 * all of them in their order.
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
     * @param resource its name, not empty
     * @return a limiter of this one's resources and that one; this one is unchanged
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
     * @throws RateLimitedException if one is denied; nothing was taken
     */
    public void acquire() {
        acquire(1);
    }

    /**
     * Takes permits of each resource.
     *
     * @param cost how many, from 1 to the smallest burst
     * @throws RateLimitedException if one is denied; nothing was taken
     */
    public void acquire(long cost) {
        acquiring(cost).await();
    }

    /**
     * Takes one permit of each resource unless one is denied.
     *
     * @return whether the permits were taken, and if not, which resource is denied the longest and for how long
     */
    public Decision tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits of each resource unless one is denied.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return whether the permits were taken, and if not, which resource is denied the longest and for how long
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Decision tryAcquire(long cost) {
        return operation(cost).await();
    }

    Operation<@Nullable Void> acquiring(long cost) {
        return operation(cost).map(decision -> {
            if (!decision.isAllowed()) {
                throw new RateLimitedException(decision.blockedBy().orElseThrow(), decision.retryAfter());
            }
            return null;
        });
    }

    Operation<Decision> operation(long cost) {
        checkCost(cost);
        return Operation.defer(() -> {
            long now = System.nanoTime();
            for (LimitedResource resource : resources) {
                long remaining = denials.remainingNanos(resource.name(), resource.rate(), cost, now);
                if (remaining > 0) {
                    return Operation.of(new Decision(Optional.of(resource.name()), Duration.ofNanos(remaining), 0));
                }
            }
            return takings.take(new LimitScript(), cost);
        });
    }

    Takings<Decision> takings() {
        return takings;
    }

    private void checkCost(long cost) {
        for (LimitedResource resource : resources) {
            if (cost < 1 || cost > resource.rate().burst()) {
                throw new IllegalArgumentException("the cost must be from 1 to the burst of "
                        + resource.rate().burst() + " of \"" + resource.name() + "\", and was " + cost);
            }
        }
    }

    // ---- asking Redis

    /** The script of this limiter's resources, for one caller or for several who follow each other. */
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
                long[] costs, BiConsumer<? super @Nullable List<Decision>, ? super @Nullable RuntimeException> action) {
            long sentAt = System.nanoTime();
            client.sendInBackground(
                    call(costs),
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
            decisions.add(decision(number(reply, 2 * i), number(reply, 2 * i + 1), costs[i], sentAt));
        }
        return decisions;
    }

    private Decision decision(long denied, long number, long cost, long sentAt) {
        if (denied == 0) {
            return new Decision(Optional.empty(), Duration.ZERO, number);
        }
        LimitedResource resource = resources.get(Math.toIntExact(denied - 1));
        denials.deny(resource.name(), resource.rate(), cost, sentAt + number * 1_000);
        return new Decision(Optional.of(resource.name()), Duration.ofNanos(number * 1_000), 0);
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }

    /**
     * Whether permits were taken.
     *
     * @param blockedBy the resource that is denied the longest; empty if the permits were taken
     * @param retryAfter for how long it is denied for this cost; zero if the permits were taken
     * @param remaining how many more could be taken at once of the tightest resource; zero if the permits were not taken
     */
    public record Decision(Optional<String> blockedBy, Duration retryAfter, long remaining) {

        /** {@return whether the permits were taken} */
        public boolean isAllowed() {
            return blockedBy.isEmpty();
        }
    }
}

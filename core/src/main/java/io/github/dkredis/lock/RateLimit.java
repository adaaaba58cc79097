package io.github.dkredis.lock;

import io.github.dkredis.RateLimitedException;
import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit over all processes that share a Redis, on one resource or several at once (a user, an address and a total,
 * say), all or none. Immutable and cheap: one may be made for each use.
 *
 * <p>Redis keys: {@code dkredis:ratelimit:<resource>}, a number with a TTL. One script, one round trip; none while this client
 * knows that a resource is blocked. The algorithm is GCRA (the generic cell rate algorithm of ATM networks, I.371) on the
 * server's clock. A lost reply is an {@link io.github.dkredis.OutcomeUnknownException}: it is not taken twice.
 *
 * <p>Callers of one client who take from the same limits while one of them waits for Redis are decided by one script after
 * that, in their order; they wait for twice the client's time limit at most.
 */
public final class RateLimit {

    private static final Command<List<@Nullable Object>> TAKE =
            Command.of("rate limit", Script.load(RateLimit.class, "ratelimit"), Repeat.NEVER, Reply.LIST);

    private final Client client;
    private final Denials denials;
    private final Takings takings;
    private final List<Limited> resources;

    record Limited(String resource, Rate rate) {}

    RateLimit(Client client, Denials denials, Takings takings) {
        this(client, denials, takings, List.of());
    }

    private RateLimit(Client client, Denials denials, Takings takings, List<Limited> resources) {
        this.client = client;
        this.denials = denials;
        this.takings = takings;
        this.resources = resources;
    }

    /**
     * A limit on one more resource.
     *
     * @param resource its name, not empty
     * @param rate its rate
     * @return a limit on what this one limits and on that
     */
    public RateLimit and(String resource, Rate rate) {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("a resource must not be empty");
        }
        Names.key(resource);
        List<Limited> more = new ArrayList<>(resources);
        more.add(new Limited(resource, Objects.requireNonNull(rate)));
        return new RateLimit(client, denials, takings, List.copyOf(more));
    }

    /**
     * Takes one permit of each resource.
     *
     * @throws RateLimitedException if one is blocked; nothing was taken
     */
    public void acquire() {
        acquire(1);
    }

    /**
     * Takes permits of each resource.
     *
     * @param cost how many, from 1 to the smallest burst
     * @throws RateLimitedException if one is blocked; nothing was taken
     */
    public void acquire(long cost) {
        Decision decision = tryAcquire(cost);
        if (!decision.isAllowed()) {
            throw new RateLimitedException(decision.blockedBy().orElseThrow(), decision.retryAfter());
        }
    }

    /**
     * Takes one permit of each resource if none is blocked.
     *
     * @return whether it was taken, and if not, which blocks the longest and for how long
     */
    public Decision tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits of each resource if none is blocked.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return whether they were taken, and if not, which resource blocks the longest and for how long
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Decision tryAcquire(long cost) {
        return call(cost).await();
    }

    /**
     * The same without blocking.
     *
     * @param cost how many, from 1 to the smallest burst
     * @return a stage of the decision
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public CompletionStage<Decision> tryAcquireAsync(long cost) {
        return call(cost).stage();
    }

    private Pending<Decision> call(long cost) {
        checkCost(cost);
        long sentAt = System.nanoTime();
        for (Limited limited : resources) {
            long left = denials.left(limited.resource, limited.rate, cost, sentAt);
            if (left > 0) {
                Decision known = new Decision(Optional.of(limited.resource), Duration.ofNanos(left), 0);
                return new Composite<>("rate limit", () -> CompletableFuture.completedFuture(known));
            }
        }
        return takings.take(this, cost);
    }

    // ---- asking Redis

    List<Limited> resources() {
        return resources;
    }

    String label() {
        return "rate limit " + Names.quoted(resources.get(0).resource);
    }

    /** Asks for one caller. */
    Pending<Decision> ask(long cost) {
        long[] costs = {cost};
        long sentAt = System.nanoTime();
        return script(costs).map(reply -> decisions(reply, costs, sentAt).get(0));
    }

    /** Asks for several callers, one after the other; what comes of it is told on the event loop. */
    void ask(long[] costs, BiConsumer<? super @Nullable List<Decision>, ? super @Nullable RuntimeException> action) {
        long sentAt = System.nanoTime();
        client.fire(script(costs))
                .whenDone((reply, failure) ->
                        action.accept(reply == null ? null : decisions(reply, costs, sentAt), failure));
    }

    private Call<List<@Nullable Object>, List<@Nullable Object>> script(long[] costs) {
        int keys = resources.size();
        byte[][] args = new byte[3 * keys + costs.length][];
        for (int i = 0; i < keys; i++) {
            Limited limited = resources.get(i);
            args[i] = Names.key("dkredis:ratelimit:" + limited.resource);
            args[keys + 2 * i] = limited.rate.intervalMicros().getBytes(StandardCharsets.US_ASCII);
            args[keys + 2 * i + 1] = Durations.ascii(limited.rate.burst());
        }
        for (int i = 0; i < costs.length; i++) {
            args[3 * keys + i] = Durations.ascii(costs[i]);
        }
        return client.call(TAKE, resources.get(0).resource, keys, args);
    }

    private void checkCost(long cost) {
        for (Limited limited : resources) {
            if (cost < 1 || cost > limited.rate.burst()) {
                throw new IllegalArgumentException("the cost must be from 1 to the burst of " + limited.rate.burst()
                        + " of \"" + limited.resource + "\", and was " + cost);
            }
        }
    }

    private List<Decision> decisions(List<@Nullable Object> reply, long[] costs, long sentAt) {
        List<Decision> decisions = new ArrayList<>(costs.length);
        for (int i = 0; i < costs.length; i++) {
            decisions.add(decision(number(reply.get(2 * i)), number(reply.get(2 * i + 1)), costs[i], sentAt));
        }
        return decisions;
    }

    private Decision decision(long blocked, long number, long cost, long sentAt) {
        if (blocked == 0) {
            return new Decision(Optional.empty(), Duration.ZERO, number);
        }
        Limited limited = resources.get(Math.toIntExact(blocked - 1));
        denials.deny(limited.resource, limited.rate, cost, sentAt + number * 1_000);
        return new Decision(Optional.of(limited.resource), Duration.ofNanos(number * 1_000), 0);
    }

    private static long number(@Nullable Object element) {
        return (Long) Objects.requireNonNull(element);
    }

    /**
     * Whether permits were taken.
     *
     * @param blockedBy the resource that blocks the longest; empty if they were taken
     * @param retryAfter for how long it does so for this cost; zero if they were taken
     * @param remaining how many more could be taken at once at the tightest resource; zero if they were not taken
     */
    public record Decision(Optional<String> blockedBy, Duration retryAfter, long remaining) {

        /**
         * Whether they were taken.
         *
         * @return true if nothing was blocked
         */
        public boolean isAllowed() {
            return blockedBy.isEmpty();
        }
    }
}

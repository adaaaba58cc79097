package io.github.dkredis.lock;

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
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * "Not more often than every 15 seconds": blocks resources for a period, Python's {@code rate_limiting_lock} of the same names
 * among them.
 *
 * <p>Redis keys: {@code rl-lock.<resource>}, a number with a TTL from the first instant on. One script, one round trip.
 */
public final class Cooldown {

    private static final Command<List<@Nullable Object>> START =
            Command.of("cooldown", Script.load(Cooldown.class, "cooldown"), Repeat.HARMLESS, Reply.LIST);
    private static final int MOST_RESOURCES = 1_000;

    private final Client client;
    private final Tokens tokens;

    Cooldown(Client client, Tokens tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    /**
     * Blocks resources for a period if none of them is blocked; all of them or none.
     *
     * @param resources what is blocked, at most 1,000; none is always allowed
     * @param period for how long, from 1 ms to a thousand years
     * @return whether they were free, and if not, which blocks the longest and for how long
     * @throws IllegalArgumentException if a name is empty, there are too many, or the period is out of bounds
     */
    public Decision start(Collection<String> resources, Duration period) {
        return call(List.copyOf(resources), period).await();
    }

    /**
     * The same without blocking.
     *
     * @param resources what is blocked, at most 1,000; none is always allowed
     * @param period for how long, from 1 ms to a thousand years
     * @return a stage of the decision
     * @see #start
     */
    public CompletionStage<Decision> startAsync(Collection<String> resources, Duration period) {
        return call(List.copyOf(resources), period).stage();
    }

    private Pending<Decision> call(List<String> resources, Duration period) {
        byte[] millis = Durations.ascii(Durations.millis("the period", period));
        if (resources.size() > MOST_RESOURCES) {
            throw new IllegalArgumentException("at most " + MOST_RESOURCES + " resources at once");
        }
        if (resources.isEmpty()) {
            return new Composite<>("cooldown", () -> CompletableFuture.completedFuture(Decision.ALLOWED));
        }
        byte[][] args = new byte[resources.size() + 2][];
        for (int i = 0; i < resources.size(); i++) {
            if (resources.get(i).isEmpty()) {
                throw new IllegalArgumentException("a resource must not be empty");
            }
            args[i] = Names.key("rl-lock." + resources.get(i));
        }
        args[resources.size()] = tokens.nextDigits().getBytes(StandardCharsets.US_ASCII);
        args[resources.size() + 1] = millis;
        return client.call(START, resources.get(0), resources.size(), args).map(reply -> {
            int blocked = Math.toIntExact((Long) Objects.requireNonNull(reply.get(0)));
            return blocked == 0
                    ? Decision.ALLOWED
                    : new Decision(Optional.of(resources.get(blocked - 1)), Duration.ofMillis((Long)
                            Objects.requireNonNull(reply.get(1))));
        });
    }

    /**
     * Whether a cooldown was started.
     *
     * @param blockedBy the resource that blocks the longest; empty if it was started
     * @param retryAfter for how long it does so; zero if it was started
     */
    public record Decision(Optional<String> blockedBy, Duration retryAfter) {

        static final Decision ALLOWED = new Decision(Optional.empty(), Duration.ZERO);

        /**
         * Whether it was started.
         *
         * @return true if nothing was blocked
         */
        public boolean isAllowed() {
            return blockedBy.isEmpty();
        }
    }
}

package io.github.dkredis.limit;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * "Not more often than every 15 seconds": blocks resources for a period. Python's {@code rate_limiting_lock} blocks the
 * same resources.
 *
 * <p>Redis keys: {@code rl-lock.<resource>}, a number whose TTL is set in the same step. A start is one script in one
 * round trip; it is idempotent, so it is sent again after a lost reply.
 */
public final class Cooldown {

    private static final Command<List<@Nullable Object>> START =
            Command.of("cooldown", Script.load(Cooldown.class, "cooldown"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final int MAX_RESOURCES = 1_000;

    private final Client client;
    private final AsyncCooldown async = new AsyncCooldown(this);

    Cooldown(Client client) {
        this.client = client;
    }

    /** {@return the same operations without blocking} */
    public AsyncCooldown async() {
        return async;
    }

    /**
     * Blocks resources for a period, if none of them is blocked: all of them or none.
     *
     * @param resources at most 1,000 names; an empty collection is always allowed
     * @param period from 1 ms to a thousand years
     * @return whether the cooldown was started; if not, the resource that is blocked the longest, and for how long
     * @throws IllegalArgumentException if a name is empty, there are too many, or the period is out of bounds
     */
    public Decision start(Collection<String> resources, Duration period) {
        return startOperation(resources, period).await();
    }

    @Override
    public String toString() {
        return "Cooldown";
    }

    Operation<Decision> startOperation(Collection<String> names, Duration period) {
        List<String> resources = List.copyOf(names);
        byte[] millis = Utf8.ascii(Durations.millis("the period", period));
        if (resources.size() > MAX_RESOURCES) {
            throw new IllegalArgumentException("a cooldown can block at most " + MAX_RESOURCES
                    + " resources at once, but was given " + resources.size());
        }
        if (resources.isEmpty()) {
            return Operation.of(Decision.ALLOWED);
        }
        byte[][] args = new byte[resources.size() + 2][];
        for (int i = 0; i < resources.size(); i++) {
            if (resources.get(i).isEmpty()) {
                throw new IllegalArgumentException("a resource must not be empty");
            }
            args[i] = client.keys().of(client.keys().cooldown(resources.get(i)));
        }
        args[resources.size()] = Utf8.ascii(client.tokens().nextDigits());
        args[resources.size() + 1] = millis;
        return client.call(START, resources.get(0), resources.size(), args).map(reply -> {
            int blocked = Math.toIntExact(number(reply, 0)); // counts from 1
            return blocked == 0
                    ? Decision.ALLOWED
                    : new Decision(Optional.of(resources.get(blocked - 1)), Duration.ofMillis(number(reply, 1)));
        });
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }

    /**
     * Whether a cooldown was started.
     *
     * @param blockedBy the resource that is blocked the longest; empty if the cooldown was started
     * @param retryAfter how long that resource stays blocked; zero if the cooldown was started
     */
    public record Decision(Optional<String> blockedBy, Duration retryAfter) {

        static final Decision ALLOWED = new Decision(Optional.empty(), Duration.ZERO);

        /** {@return whether the cooldown was started} */
        public boolean isAllowed() {
            return blockedBy.isEmpty();
        }
    }
}

package io.github.dkredis.limit;

import io.github.dkredis.DkRedisMetrics.LimitKind;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * "Not more often than every 15 seconds": blocks resources for a period. Python's {@code rate_limiting_lock} blocks the
 * same resources.
 *
 * <p>Redis keys: {@code rl-lock.<resource>}, a number whose TTL is set in the same step. A start is one script in one
 * round trip; it is idempotent, so it is sent again after a lost reply.
 *
 * <p>In a cluster, resources are in several hash slots, and one script can block only those of one. So the slots are
 * asked one after the other, in ascending order, and if one refuses, the resources of those before are freed again.
 * This is not atomic: meanwhile other callers may be refused because of resources that are then freed. A process that
 * dies in between leaves these resources blocked until the end of the period. A hash tag in the names, as in
 * {@code {user:7}:mail} and {@code {user:7}:call}, puts resources into one slot.
 */
public final class Cooldown {

    private static final Command<List<@Nullable Object>> START =
            Command.of("cooldown", Script.load(Cooldown.class, "cooldown"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> UNDO =
            Command.of("cooldown", Script.load(Cooldown.class, "cooldown-undo"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
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
     * @return whether the cooldown was started; if not, the resource that is blocked the longest, and for how long (in
     *     a cluster: of the resources in the first slot that refused)
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
        resources.forEach(Cooldown::check);
        byte[] token = Utf8.ascii(client.tokens().nextDigits());
        List<List<String>> slots = client.keyGroups().split(resources, this::key);
        return LimitMeter.measured(
                client.measurements(),
                LimitKind.COOLDOWN,
                slots.size() == 1 ? start(resources, token, millis) : startAll(slots, token, millis),
                Decision::isAllowed);
    }

    private static void check(String resource) {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("a resource must not be empty");
        }
    }

    private Operation<Decision> start(List<String> resources, byte[] token, byte[] millis) {
        return client.call(START, resources.get(0), resources.size(), args(resources, token, millis))
                .map(reply -> {
                    int blocked = Math.toIntExact(number(reply, 0)); // counts from 1
                    return blocked == 0
                            ? Decision.ALLOWED
                            : new Decision(
                                    Optional.of(resources.get(blocked - 1)), Duration.ofMillis(number(reply, 1)));
                });
    }

    private byte[][] args(List<String> resources, byte[]... argv) {
        byte[][] args = new byte[resources.size() + argv.length][];
        for (int i = 0; i < resources.size(); i++) {
            args[i] = key(resources.get(i));
        }
        System.arraycopy(argv, 0, args, resources.size(), argv.length);
        return args;
    }

    private byte[] key(String resource) {
        return client.keys().of(client.keys().cooldown(resource));
    }

    // ---- in several slots of a cluster

    private Operation<Decision> startAll(List<List<String>> slots, byte[] token, byte[] millis) {
        return Operation.defer(() -> {
            AtomicInteger begun = new AtomicInteger(); // a slot whose reply was lost may be blocked too
            return startFrom(slots, begun, token, millis)
                    .whenDone((decision, failure) -> {
                        if (failure != null) {
                            slots.subList(0, begun.get())
                                    .forEach(resources -> client.sendInBackground(undo(resources, token)));
                        }
                    })
                    .then(decision -> decision.isAllowed()
                            ? Operation.of(decision)
                            : undoAll(slots.subList(0, begun.get() - 1), token, decision));
        });
    }

    /** Starts the cooldown slot by slot, until one refuses. */
    private Operation<Decision> startFrom(List<List<String>> slots, AtomicInteger begun, byte[] token, byte[] millis) {
        List<String> resources = slots.get(begun.getAndIncrement());
        return start(resources, token, millis)
                .then(decision -> decision.isAllowed() && begun.get() < slots.size()
                        ? startFrom(slots, begun, token, millis)
                        : Operation.of(decision));
    }

    /** Frees resources, all at once. If that fails, they are freed at the end of the period. */
    private Operation<Decision> undoAll(List<List<String>> slots, byte[] token, Decision decision) {
        List<Call<Long, Long>> undos =
                slots.stream().map(resources -> undo(resources, token)).toList();
        return OperationJoins.allOf(undos).map(done -> decision).recover(failure -> Operation.of(decision));
    }

    private Call<Long, Long> undo(List<String> resources, byte[] token) {
        return client.call(UNDO, resources.get(0), resources.size(), args(resources, token));
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

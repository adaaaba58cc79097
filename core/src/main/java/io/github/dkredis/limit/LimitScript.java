package io.github.dkredis.limit;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The script of some limited resources, for one caller or for several that follow each other. */
final class LimitScript {

    private static final Script SCRIPT = Script.load(LimitScript.class, "ratelimit");
    private static final Command<List<@Nullable Object>> TAKE =
            Command.of("rate limit", SCRIPT, RetryPolicy.NEVER, Reply.LIST);
    private static final Command<List<@Nullable Object>> PEEK =
            Command.of("peek rate limit", SCRIPT, RetryPolicy.IDEMPOTENT, Reply.LIST);

    private static final Command<String> GIVE_BACK = Command.of(
            "rate limit", Script.load(LimitScript.class, "ratelimit-return"), RetryPolicy.NEVER, Reply.STATUS);

    /** Asks for the time of the decision. */
    private static final byte[] TIME = Utf8.ascii("time");

    /** Stands for the patience of a caller who only looks. */
    private static final byte[] LOOK = {};

    private final Client client;
    private final List<LimitedResource> resources;

    /** The arguments that all requests have in common: the keys, then the interval and the burst of each. */
    private final byte[][] limits;

    LimitScript(Client client, List<LimitedResource> resources) {
        this.client = client;
        this.resources = resources;
        int keys = resources.size();
        this.limits = new byte[3 * keys][];
        for (int i = 0; i < keys; i++) {
            Rate rate = resources.get(i).rate();
            limits[i] = key(client, resources.get(i));
            limits[keys + 2 * i] = Utf8.ascii(rate.intervalMicros());
            limits[keys + 2 * i + 1] = Utf8.ascii(rate.burst());
        }
    }

    /** {@return the key of a resource and its rate} */
    static byte[] key(Client client, LimitedResource resource) {
        return client.keys()
                .of(client.keys().rateLimit(resource.name(), resource.rate().text()));
    }

    /** {@return the limited resources; callers with equal resources share a script} */
    List<LimitedResource> resources() {
        return resources;
    }

    /** {@return the name of the operation, for messages} */
    String label() {
        return "rate limit " + Keys.quoted(resources.get(0).name());
    }

    /** Asks without taking anything. */
    Operation<LimitReply> peek(long cost) {
        long sentAt = System.nanoTime();
        return call(PEEK, Utf8.ascii(cost), LOOK)
                .map(reply -> replies(reply, sentAt).get(0));
    }

    /** Asks for one caller. */
    Operation<LimitReply> ask(PermitRequest request) {
        long sentAt = System.nanoTime();
        return call(TAKE, arguments(List.of(request), sentAt))
                .map(reply -> replies(reply, sentAt).get(0));
    }

    /** Asks for one caller; the reply has the time of the decision, for {@link #giveBack}. */
    Operation<LimitReply> askTimed(PermitRequest request) {
        return Operation.defer(() -> {
            long sentAt = System.nanoTime();
            byte[] patience = Utf8.ascii(request.patienceMicros(sentAt));
            return call(TAKE, Utf8.ascii(request.cost()), patience, TIME)
                    .map(reply -> replies(reply, sentAt).get(0));
        });
    }

    /** Gives the permits of {@link #askTimed} back, less those that would have been refilled meanwhile; not awaited. */
    void giveBack(long cost, LimitReply taken) {
        int keys = resources.size();
        byte[][] args = new byte[2 * keys + 2][];
        System.arraycopy(limits, 0, args, 0, keys);
        args[keys] = Utf8.ascii(cost);
        args[keys + 1] = Utf8.ascii(taken.decidedAtMicros());
        for (int i = 0; i < keys; i++) {
            args[keys + 2 + i] = limits[keys + 2 * i];
        }
        client.sendInBackground(client.call(GIVE_BACK, resources.get(0).name(), keys, args));
    }

    /**
     * Asks for several callers in their order. The action is given the replies, or the failure, on the event loop.
     *
     * @param deadlineNanos when the action is called at the latest
     */
    void ask(
            List<PermitRequest> requests,
            long deadlineNanos,
            BiConsumer<? super @Nullable List<LimitReply>, ? super @Nullable RuntimeException> action) {
        long sentAt = System.nanoTime();
        client.sendInBackground(
                call(TAKE, arguments(requests, sentAt)),
                deadlineNanos,
                (reply, failure, repeated) -> action.accept(reply == null ? null : replies(reply, sentAt), failure));
    }

    private static byte[][] arguments(List<PermitRequest> requests, long now) {
        byte[][] args = new byte[2 * requests.size()][];
        for (int i = 0; i < requests.size(); i++) {
            args[2 * i] = Utf8.ascii(requests.get(i).cost());
            args[2 * i + 1] = Utf8.ascii(requests.get(i).patienceMicros(now));
        }
        return args;
    }

    private Call<List<@Nullable Object>, List<@Nullable Object>> call(
            Command<List<@Nullable Object>> command, byte[]... callers) {
        byte[][] args = Arrays.copyOf(limits, limits.length + callers.length);
        System.arraycopy(callers, 0, args, limits.length, callers.length);
        return client.call(command, resources.get(0).name(), resources.size(), args);
    }

    private List<LimitReply> replies(List<@Nullable Object> reply, long sentAt) {
        List<LimitReply> replies = new ArrayList<>(reply.size() / 3);
        long decidedAt = reply.size() % 3 == 1 ? number(reply, reply.size() - 1) : 0;
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            int denied = Math.toIntExact(number(reply, i)); // counts from 1
            replies.add(new LimitReply(
                    denied == 0 ? Optional.empty() : Optional.of(resources.get(denied - 1)),
                    number(reply, i + 1),
                    number(reply, i + 2),
                    sentAt,
                    decidedAt));
        }
        return replies;
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }
}

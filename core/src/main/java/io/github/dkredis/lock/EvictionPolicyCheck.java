package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Logs one warning when a client uses mutexes on a server that may evict them. This includes the {@code volatile-}
 * policies, since every lock has a TTL.
 */
final class EvictionPolicyCheck {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final Command<byte @Nullable []> INFO =
            Command.of("eviction policy", CommandName.INFO, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Pattern MEMORY_LIMIT = Pattern.compile("(?m)^maxmemory:([1-9]\\d*)");
    private static final Pattern EVICTING_POLICY = Pattern.compile("(?m)^maxmemory_policy:(?!noeviction)([\\w-]+)");

    private final Client client;
    private final RepeatAfterOutage repeat;

    private EvictionPolicyCheck(Client client) {
        this.client = client;
        this.repeat = new RepeatAfterOutage(client, this::ask);
    }

    /**
     * Asks the server for its policy; the reply is not waited for. While it cannot be reached, it is asked after the
     * next connect. Another failure is ignored, since a user may lack the right to {@code INFO}, and locks work without
     * it.
     */
    static void start(Client client) {
        new EvictionPolicyCheck(client).ask();
    }

    private void ask() {
        client.sendInBackground(client.call(INFO, "memory", Utf8.ascii("memory")), (memory, failure, repeated) -> {
            repeat.answered(failure);
            if (memory != null) {
                evictingPolicy(new String(memory, StandardCharsets.UTF_8))
                        .ifPresent(policy -> client.executor().execute(() -> warn(policy)));
            }
        });
    }

    private static Optional<String> evictingPolicy(String memory) {
        Matcher policy = EVICTING_POLICY.matcher(memory);
        return MEMORY_LIMIT.matcher(memory).find() && policy.find() ? Optional.of(policy.group(1)) : Optional.empty();
    }

    private static void warn(String policy) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the server may evict keys (maxmemory-policy is " + policy + "), and an evicted lock is a lost lock;"
                        + " keep locks on a server with maxmemory-policy noeviction, or give this one memory to spare");
    }
}

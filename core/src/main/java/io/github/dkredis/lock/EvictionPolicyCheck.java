package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One warning in the log, when a client uses locks on a server that may evict them. Those with a {@code volatile-} policy may
 * too, and above all: every lock has a TTL.
 */
final class EvictionPolicyCheck {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final Command<byte @Nullable []> INFO =
            Command.of("eviction policy", CommandName.INFO, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Pattern LIMIT = Pattern.compile("(?m)^maxmemory:([1-9]\\d*)");
    private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(?!noeviction)([\\w-]+)");

    private EvictionPolicyCheck() {}

    /** Asks, and goes on; a server that does not say is none of ours. */
    static void give(Client client) {
        client.sendInBackground(client.call(INFO, "memory", Utf8.ascii("memory")), (memory, failure, repeated) -> {
            if (memory != null) {
                policy(new String(memory, StandardCharsets.UTF_8)).ifPresent(EvictionPolicyCheck::warn);
            }
        });
    }

    private static Optional<String> policy(String memory) {
        Matcher policy = POLICY.matcher(memory);
        return LIMIT.matcher(memory).find() && policy.find() ? Optional.of(policy.group(1)) : Optional.empty();
    }

    private static void warn(String policy) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the server may evict keys (its maxmemory-policy is " + policy
                        + "), and an evicted lock is a lost lock:"
                        + " keep locks on a server with noeviction, or with memory to spare");
    }
}

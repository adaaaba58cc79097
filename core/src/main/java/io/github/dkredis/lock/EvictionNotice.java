package io.github.dkredis.lock;

import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One warning in the log, when a client uses locks on a server that may evict them. Those with a {@code volatile-} policy may
 * too, and above all: every lock has a TTL.
 */
final class EvictionNotice {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final Command<byte @Nullable []> INFO =
            Command.of("eviction policy", Verb.INFO, Repeat.HARMLESS, Reply.BYTES);
    private static final Pattern LIMIT = Pattern.compile("(?m)^maxmemory:([1-9]\\d*)");
    private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(?!noeviction)([\\w-]+)");

    private EvictionNotice() {}

    /** Asks, and goes on; a server that does not say is none of ours. */
    static void give(Client client) {
        client.fire(client.call(INFO, "memory", "memory".getBytes(StandardCharsets.US_ASCII)))
                .whenDone((memory, failure) -> {
                    if (memory != null) {
                        policy(new String(memory, StandardCharsets.UTF_8)).ifPresent(EvictionNotice::warn);
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

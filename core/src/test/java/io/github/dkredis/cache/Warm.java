package io.github.dkredis.cache;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits until the caches of a client are in normal operation. Before, they send more commands; and when the connection
 * for messages opens, no caller joins a load that began earlier, and all that wait look again.
 */
final class Warm {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Warm() {}

    /** Waits until the generation of a cache is tracked, and its client receives messages and has acted upon that. */
    static void up(RedisServer server, NamedCache<String, ?> cache) {
        Client client = cache.operations().client();
        AtomicBoolean heard = new AtomicBoolean();
        client.push().onMessage("warm", rest -> heard.set(true));
        Await.until(
                () -> {
                    // The event loop reads a message that is sent after this moment when it has told all that wait.
                    if (client.push().ready().isDone()) {
                        server.command("PUBLISH", client.keys().inbox(client.id()), "warm up");
                    }
                    return heard.get() && isRead(cache) && isTracked(cache);
                },
                SOON);
    }

    /** Whether a cache can be read now; a client with a short time limit cannot always, on a busy machine. */
    private static boolean isRead(NamedCache<String, ?> cache) {
        try {
            cache.find("warm");
            return true;
        } catch (RedisUnavailableException e) {
            return false;
        }
    }

    /** Whether the server tracks the generation of a cache for its client. */
    static boolean isTracked(NamedCache<?, ?> cache) {
        return ((GenerationSource) cache.operations().keySpaces).tracked() != null;
    }
}

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
                    return heard.get() && isTracked(cache);
                },
                SOON);
    }

    private static boolean isTracked(NamedCache<String, ?> cache) {
        try {
            cache.find("warm");
        } catch (RedisUnavailableException e) { // a client with a short time limit, on a busy machine
            return false;
        }
        return ((GenerationSource) cache.operations().keySpaces).tracked() != null;
    }
}

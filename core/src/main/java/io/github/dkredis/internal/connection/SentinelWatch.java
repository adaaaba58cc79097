package io.github.dkredis.internal.connection;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens to every Sentinel for the announcement that another server is the primary. After a planned failover the old
 * primary goes on accepting writes for seconds, and they are lost; the announcement comes at once.
 */
final class SentinelWatch {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final String CHANNEL = "+switch-master";
    private static final long PAUSE_SECONDS = 1;

    private final RedisClient client;
    private final Sentinels sentinels;
    private final Timer timer;
    private final Consumer<String> moved;
    private volatile boolean closed;

    /**
     * A watch that listens to nothing yet.
     *
     * @param moved is told the address of the primary whenever it may have changed
     */
    SentinelWatch(RedisClient client, Sentinels sentinels, Timer timer, Consumer<String> moved) {
        this.client = client;
        this.sentinels = sentinels;
        this.timer = timer;
        this.moved = moved;
    }

    void start() {
        sentinels.addresses().forEach(sentinel -> listen(sentinel, () -> {}));
    }

    private void listen(RedisURI sentinel, Runnable onListening) {
        if (closed) {
            return;
        }
        try {
            client.connectPubSubAsync(StringCodec.UTF8, sentinel).whenComplete((connection, failure) -> {
                if (failure != null) {
                    listenLater(sentinel);
                } else {
                    listen(sentinel, connection, onListening);
                }
            });
        } catch (RuntimeException e) { // resources that were shut down
            listenLater(sentinel);
        }
    }

    private void listen(
            RedisURI sentinel, StatefulRedisPubSubConnection<String, String> connection, Runnable onListening) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                announced(message);
            }
        });
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                if (!closed) { // else Lettuce is closing it, and would warn that it is closed twice
                    connection.closeAsync();
                    listenLater(sentinel);
                }
            }
        });
        connection.async().subscribe(CHANNEL).whenComplete((done, failure) -> {
            if (failure == null) {
                onListening.run();
            } else if (connection.isOpen()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        () -> "Sentinel " + sentinel.getHost() + ":" + sentinel.getPort()
                                + " does not announce failovers to this user: " + failure.getMessage());
            }
        });
    }

    /** An announcement was perhaps missed in between, so the Sentinels are asked once this listens again. */
    private void listenLater(RedisURI sentinel) {
        if (closed) {
            return;
        }
        try {
            timer.newTimeout(expired -> listen(sentinel, this::ask), PAUSE_SECONDS, TimeUnit.SECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources
            LOG.log(System.Logger.Level.DEBUG, "failovers are not watched any more", e);
        }
    }

    private void ask() {
        sentinels.primary().thenAccept(primary -> moved.accept(primary.getHost() + ":" + primary.getPort()));
    }

    /** Reads an announcement: the name of the primary, its old host and port, its new host and port. */
    private void announced(String message) {
        String[] words = message.split(" ", -1);
        if (words.length == 5 && words[0].equals(sentinels.primaryName())) {
            moved.accept(words[3] + ":" + words[4]);
        }
    }

    void close() {
        closed = true;
    }
}

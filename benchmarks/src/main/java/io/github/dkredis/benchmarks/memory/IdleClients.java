package io.github.dkredis.benchmarks.memory;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LiveHeap;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measured;
import io.github.dkredis.benchmarks.harness.Subject;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Several clients with their default settings, each of which has been asked once. */
final class IdleClients {

    static final String BASELINE = "Lettuce";
    static final int CLIENTS = 20;

    private static final String KEY = "bench:idle";

    private IdleClients() {}

    /** Makes a client, and asks it. */
    private interface Opening {
        Closeable open(LoadContext context);
    }

    static List<Subject> subjects() {
        return List.of(
                subject(BASELINE, LibraryVersion.of("io.lettuce", "lettuce-core"), IdleClients::lettuce),
                subject("Jedis", LibraryVersion.of("redis.clients", "jedis"), IdleClients::jedis),
                subject("Redisson", LibraryVersion.of("org.redisson", "redisson"), IdleClients::redisson),
                subject("dkredis", LibraryVersion.of("io.github.dkredis", "dkredis"), IdleClients::product),
                subject(
                        "dkredis after a lock",
                        LibraryVersion.of("io.github.dkredis", "dkredis"),
                        IdleClients::productAfterALock));
    }

    private static Subject subject(String name, String version, Opening opening) {
        return new Subject(name, version, context -> measured(opening, context));
    }

    private static Load measured(Opening opening, LoadContext context) throws Exception {
        Closeable first = opening.open(context);
        List<Closeable> clients = new ArrayList<>();
        LiveHeap before = LiveHeap.before();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(opening.open(context));
        }
        return new Measured(before.each(CLIENTS), () -> {
            first.close();
            for (Closeable client : clients) {
                client.close();
            }
        });
    }

    private static Closeable lettuce(LoadContext context) {
        RedisClient client = RedisClient.create(context.uri());
        StatefulRedisConnection<String, String> connection = client.connect();
        connection.sync().get(KEY);
        return () -> {
            connection.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        };
    }

    private static Closeable jedis(LoadContext context) {
        redis.clients.jedis.RedisClient client = redis.clients.jedis.RedisClient.builder()
                .hostAndPort("127.0.0.1", context.port())
                .build();
        client.get(KEY);
        return client::close;
    }

    private static Closeable redisson(LoadContext context) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        RedissonClient client = Redisson.create(config);
        client.getBucket(KEY).get();
        return () -> client.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private static Closeable product(LoadContext context) {
        DkRedis redis = connect(context);
        redis.values().get(KEY);
        return redis::close;
    }

    /** The first lock opens the connection for messages. */
    private static Closeable productAfterALock(LoadContext context) {
        DkRedis redis = connect(context);
        redis.mutex(KEY).acquire().close();
        return redis::close;
    }

    /** A busy machine may be slow. */
    private static DkRedis connect(LoadContext context) {
        return DkRedis.builder()
                .uri(context.uri())
                .connectTimeout(Duration.ofMinutes(1))
                .connect();
    }
}

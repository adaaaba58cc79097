package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lettuce with its defaults: one connection that all threads share. */
final class LettuceValues implements ValuesClient {
    static final String NAME = "Lettuce";

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisCommands<String, byte[]> commands;

    private LettuceValues(LoadContext context) {
        client = RedisClient.create(context.uri());
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        commands = connection.sync();
    }

    static ValuesPeer peer() {
        return new ValuesPeer(NAME, LibraryVersion.of("io.lettuce", "lettuce-core"), LettuceValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return commands.get(key);
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        commands.set(key, value);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lettuce's client-side caching over a map, which has no size limit and no TTL. */
final class LettuceNear implements NearClient {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> writing;
    private final CacheFrontend<String, String> cache;

    private LettuceNear(LoadContext context) {
        client = RedisClient.create(context.uri());
        writing = client.connect();
        cache = ClientSideCaching.enable(
                CacheAccessor.forMap(new ConcurrentHashMap<>()), client.connect(), TrackingArgs.Builder.enabled());
    }

    static NearPeer peer() {
        return new NearPeer(
                "Lettuce ClientSideCaching", LibraryVersion.of("io.lettuce", "lettuce-core"), LettuceNear::new);
    }

    @Override
    public void put(String key, String value) {
        writing.sync().set(key, value);
    }

    @Override
    public @Nullable Object near(String key) {
        return cache.get(key);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}

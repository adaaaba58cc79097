package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.SpringConnections;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring's cache over Redis, called like {@code @Cacheable(sync = true)}, with either cache writer. */
final class SpringCache implements CacheClient {
    private final LettuceConnectionFactory connections;
    private final Cache cache;
    private final UnaryOperator<String> loader;

    private SpringCache(
            LoadContext context,
            UnaryOperator<String> loader,
            String name,
            Function<RedisConnectionFactory, RedisCacheWriter> writer) {
        this.loader = loader;
        connections = SpringConnections.to(context);
        RedisCacheManager manager = RedisCacheManager.builder(writer.apply(connections))
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(30)))
                .build();
        manager.afterPropertiesSet();
        cache = Objects.requireNonNull(manager.getCache(name));
    }

    static List<CachePeer> peers() {
        return List.of(plain(), peer("Spring sync, locking writer", RedisCacheWriter::lockingRedisCacheWriter));
    }

    static CachePeer plain() {
        return peer("Spring sync", RedisCacheWriter::nonLockingRedisCacheWriter);
    }

    private static CachePeer peer(String name, Function<RedisConnectionFactory, RedisCacheWriter> writer) {
        String version = LibraryVersion.ofJarWith(RedisCacheWriter.class);
        return new CachePeer(name, version, (context, loader) -> new SpringCache(context, loader, name, writer));
    }

    @Override
    public String get(String key) {
        return Objects.requireNonNull(cache.get(key, () -> loader.apply(key)));
    }

    @Override
    public @Nullable String find(String key) {
        return cache.get(key, String.class);
    }

    @Override
    public void close() {
        connections.destroy();
    }
}

package io.github.dkredis.benchmarks.cache;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** JetCache over Lettuce: with {@code cachePenetrateProtect}, or behind its local cache ({@code BOTH}). */
final class JetCacheCache implements CacheClient, NearClient {
    static final String VERSION = LibraryVersion.of("com.alicp.jetcache", "jetcache-redis-lettuce");

    private static final long MINUTES = 30;

    private final RedisClient client;
    private final Cache<String, String> cache;

    private JetCacheCache(RedisClient client, Cache<String, String> cache) {
        this.client = client;
        this.cache = cache;
    }

    static CachePeer peer() {
        return new CachePeer("JetCache penetrateProtect", VERSION, JetCacheCache::far);
    }

    static NearPeer near() {
        return new NearPeer("JetCache BOTH", VERSION, JetCacheCache::both);
    }

    private static JetCacheCache far(LoadContext context, UnaryOperator<String> loader) {
        RedisClient client = RedisClient.create(context.uri());
        Cache<String, String> cache = remote(client)
                .loader((String key) -> loader.apply(key))
                .cachePenetrateProtect(true)
                .buildCache();
        return new JetCacheCache(client, cache);
    }

    private static JetCacheCache both(LoadContext context) {
        RedisClient client = RedisClient.create(context.uri());
        Cache<String, String> local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(NearLoad.CAPACITY)
                .expireAfterWrite(MINUTES, TimeUnit.MINUTES)
                .buildCache();
        Cache<String, String> remote = remote(client).buildCache();
        Cache<String, String> cache = MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                .addCache(local, remote)
                .expireAfterWrite(MINUTES, TimeUnit.MINUTES)
                .buildCache();
        return new JetCacheCache(client, cache);
    }

    private static RedisLettuceCacheBuilder.RedisLettuceCacheBuilderImpl remote(RedisClient client) {
        return RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("bench:jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(JavaValueEncoder.INSTANCE)
                .valueDecoder(JavaValueDecoder.INSTANCE)
                .expireAfterWrite(MINUTES, TimeUnit.MINUTES);
    }

    @Override
    public String get(String key) {
        return cache.get(key);
    }

    @Override
    public @Nullable String find(String key) {
        return cache.get(key);
    }

    @Override
    public void put(String key, String value) {
        cache.put(key, value);
    }

    @Override
    public @Nullable Object near(String key) {
        return cache.get(key);
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}

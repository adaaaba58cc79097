package io.github.dkredis.benchmarks.cache;

import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.cache.BulkPeer.Trips;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.SpringConnections;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.MapCacheOptions;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The caches that are asked for many keys at once. */
final class BulkPeerList {
    static final String BASELINE = "Lettuce MGET + decode";

    private static final Codec CODEC = Codec.pickle();
    private static final Duration TTL = Duration.ofMinutes(30);

    private BulkPeerList() {}

    static List<BulkPeer> all() {
        return List.of(
                new BulkPeer(
                        BASELINE, LibraryVersion.of("io.lettuce", "lettuce-core"), Trips.FEW, BulkPeerList::lettuce),
                new BulkPeer("Redisson RMapCache", RedissonCache.VERSION, Trips.EACH_KEY, BulkPeerList::redisson),
                new BulkPeer("JetCache getAll", JetCacheCache.VERSION, Trips.EACH_KEY, BulkPeerList::jetCache),
                new BulkPeer(
                        "Spring, one by one",
                        LibraryVersion.ofJarWith(RedisCacheWriter.class),
                        Trips.EACH_KEY,
                        BulkPeerList::spring),
                new BulkPeer(
                        "dkredis",
                        ProductCache.VERSION,
                        Trips.FEW,
                        (context, source) -> product(context, source, CacheOptions.defaults())),
                new BulkPeer(
                        "dkredis, stale window",
                        ProductCache.VERSION,
                        Trips.FEW,
                        (context, source) ->
                                product(context, source, CacheOptions.defaults().staleWindow(Duration.ofMinutes(1)))));
    }

    private record Opened(Function<List<String>, Map<String, String>> all, Runnable end) implements BulkPeer.Client {
        @Override
        public Map<String, String> getAll(List<String> keys) {
            return all.apply(keys);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private static BulkPeer.Client product(LoadContext context, BulkSource source, CacheOptions options) {
        DkRedis redis = DkRedis.connect(context.uri());
        Cache<String, String> cache = redis.cache("bulk", String.class, options);
        return new Opened(keys -> cache.getAll(keys, source::loadAll), redis::close);
    }

    /** Code without a cache library. */
    private static BulkPeer.Client lettuce(LoadContext context, BulkSource source) {
        RedisClient client = RedisClient.create(context.uri());
        StatefulRedisConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        return new Opened(keys -> lettuce(connection, source, keys), () -> {
            connection.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        });
    }

    private static Map<String, String> lettuce(
            StatefulRedisConnection<String, byte[]> connection, BulkSource source, List<String> keys) {
        Map<String, String> found = new HashMap<>(2 * keys.size());
        Set<String> missing = new LinkedHashSet<>();
        String[] names = keys.stream().map(key -> "bench:" + key).toArray(String[]::new);
        List<KeyValue<String, byte[]>> stored = connection.sync().mget(names);
        for (int i = 0; i < names.length; i++) {
            if (stored.get(i).hasValue()) {
                found.put(keys.get(i), (String) CODEC.decode(stored.get(i).getValue()));
            } else {
                missing.add(keys.get(i));
            }
        }
        if (!missing.isEmpty()) {
            List<RedisFuture<String>> sets = new ArrayList<>();
            source.loadAll(missing).forEach((key, value) -> {
                found.put(key, value);
                sets.add(connection.async().set("bench:" + key, CODEC.encode(value), SetArgs.Builder.px(TTL)));
            });
            LettuceFutures.awaitAll(Duration.ofSeconds(10), sets.toArray(RedisFuture[]::new));
        }
        return found;
    }

    private static BulkPeer.Client redisson(LoadContext context, BulkSource source) {
        RedissonClient client = RedissonCache.connect(context);
        RMapCache<String, String> map = client.getMapCache(MapCacheOptions.<String, String>name("bench:bulk")
                .codec(org.redisson.client.codec.StringCodec.INSTANCE)
                .loader(new OneByOne(source)));
        return new Opened(keys -> map.getAll(new HashSet<>(keys)), () -> client.shutdown(0, 2, TimeUnit.SECONDS));
    }

    /** Redisson knows no bulk loader. */
    private record OneByOne(BulkSource source) implements MapLoader<String, String> {
        @Override
        public String load(String key) {
            return source.load(key);
        }

        @Override
        public Iterable<String> loadAllKeys() {
            return List.of();
        }
    }

    private static BulkPeer.Client jetCache(LoadContext context, BulkSource source) {
        RedisClient client = RedisClient.create(context.uri());
        com.alicp.jetcache.Cache<String, String> cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("bench:jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(JavaValueEncoder.INSTANCE)
                .valueDecoder(JavaValueDecoder.INSTANCE)
                .expireAfterWrite(TTL.toMinutes(), TimeUnit.MINUTES)
                .loader((String key) -> source.load(key))
                .buildCache();
        return new Opened(keys -> cache.getAll(new HashSet<>(keys)), () -> {
            cache.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        });
    }

    /** Spring's cache has no method for several keys. */
    private static BulkPeer.Client spring(LoadContext context, BulkSource source) {
        LettuceConnectionFactory connections = SpringConnections.to(context);
        RedisCacheManager manager = RedisCacheManager.builder(RedisCacheWriter.nonLockingRedisCacheWriter(connections))
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(TTL))
                .build();
        manager.afterPropertiesSet();
        org.springframework.cache.Cache cache = Objects.requireNonNull(manager.getCache("bulk"));
        return new Opened(
                keys -> {
                    Map<String, String> all = new HashMap<>(2 * keys.size());
                    keys.forEach(key -> all.put(key, Objects.requireNonNull(cache.get(key, () -> source.load(key)))));
                    return all;
                },
                connections::destroy);
    }
}

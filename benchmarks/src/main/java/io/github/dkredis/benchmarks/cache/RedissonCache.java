package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson: a local cached map with a loader, or a bucket with a lock and a second read under the lock. */
final class RedissonCache implements CacheClient {
    static final String LOCAL_CACHED_MAP = "Redisson RLocalCachedMap";
    static final String VERSION = LibraryVersion.of("org.redisson", "redisson");

    private static final Duration TTL = Duration.ofMinutes(30);

    private final RedissonClient client;
    private final Function<String, @Nullable String> get;
    private final Function<String, @Nullable String> find;

    private RedissonCache(
            RedissonClient client, Function<String, @Nullable String> get, Function<String, @Nullable String> find) {
        this.client = client;
        this.get = get;
        this.find = find;
    }

    static List<CachePeer> loading() {
        return List.of(
                new CachePeer(LOCAL_CACHED_MAP, VERSION, RedissonCache::map),
                new CachePeer("Redisson RLock", VERSION, RedissonCache::lock));
    }

    static CachePeer bucket() {
        return new CachePeer("Redisson bucket", VERSION, RedissonCache::lock);
    }

    static RedissonClient connect(LoadContext context) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        return Redisson.create(config);
    }

    private static RedissonCache map(LoadContext context, UnaryOperator<String> loader) {
        RedissonClient client = connect(context);
        Function<String, @Nullable String> get =
                client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("bench:map")
                        .codec(StringCodec.INSTANCE)
                        .loader(new Loading(loader)))::get;
        return new RedissonCache(client, get, get);
    }

    private static RedissonCache lock(LoadContext context, UnaryOperator<String> loader) {
        RedissonClient client = connect(context);
        return new RedissonCache(
                client,
                key -> locked(client, key, loader),
                key -> bucket(client, key).get());
    }

    private static String locked(RedissonClient client, String key, UnaryOperator<String> loader) {
        RBucket<String> bucket = bucket(client, key);
        String value = bucket.get();
        if (value != null) {
            return value;
        }
        RLock lock = client.getLock("bench:lock:" + key);
        lock.lock();
        try {
            value = bucket.get();
            if (value == null) {
                value = loader.apply(key);
                bucket.set(value, TTL);
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    private static RBucket<String> bucket(RedissonClient client, String key) {
        return client.getBucket("bench:redisson:" + key, StringCodec.INSTANCE);
    }

    @Override
    public String get(String key) {
        return String.valueOf(get.apply(key));
    }

    @Override
    public @Nullable String find(String key) {
        return find.apply(key);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private record Loading(UnaryOperator<String> loader) implements MapLoader<String, String> {
        @Override
        public String load(String key) {
            return loader.apply(key);
        }

        @Override
        public Iterable<String> loadAllKeys() {
            return List.of();
        }
    }
}

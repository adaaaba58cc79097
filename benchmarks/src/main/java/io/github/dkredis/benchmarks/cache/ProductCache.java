package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheLoader;
import io.github.dkredis.cache.ObjectCache;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The product without a near cache: a named cache, or the object cache that Python shares. */
final class ProductCache implements CacheClient {
    static final String VERSION = LibraryVersion.of("io.github.dkredis", "dkredis");

    private final DkRedis redis;
    private final Function<String, @Nullable String> get;
    private final Function<String, @Nullable String> find;

    private ProductCache(
            DkRedis redis, Function<String, @Nullable String> get, Function<String, @Nullable String> find) {
        this.redis = redis;
        this.get = get;
        this.find = find;
    }

    static CachePeer named() {
        return new CachePeer("dkredis", VERSION, (context, loader) -> named(context, loader, false));
    }

    static List<CachePeer> finding() {
        return List.of(
                named(),
                new CachePeer("dkredis with loader", VERSION, (context, loader) -> named(context, loader, true)),
                new CachePeer("dkredis object cache", VERSION, ProductCache::python));
    }

    private static ProductCache named(LoadContext context, UnaryOperator<String> loader, boolean findsWithLoader) {
        DkRedis redis = DkRedis.connect(context.uri());
        Cache<String, String> cache = redis.cache("bench", String.class);
        CacheLoader<String, String> load = loader::apply;
        Function<String, @Nullable String> get = key -> cache.get(key, load);
        return new ProductCache(
                redis, get, findsWithLoader ? get : key -> cache.get(key).orElse(null));
    }

    private static ProductCache python(LoadContext context, UnaryOperator<String> loader) {
        DkRedis redis = DkRedis.connect(context.uri());
        ObjectCache<String> cache = redis.cache().as(String.class);
        return new ProductCache(
                redis,
                key -> cache.get(key, k -> loader.apply(key)),
                key -> cache.get(key).orElse(null));
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
        redis.close();
    }
}

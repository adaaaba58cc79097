package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The product's near cache, with a size limit and a TTL; read with a loader or without. */
abstract class ProductNear implements NearClient {
    private final DkRedis redis;
    final Cache<String, String> cache;

    /** Each subject has its own cache, because an entry that another client puts would be invalidated here. */
    private ProductNear(LoadContext context, String name) {
        redis = DkRedis.builder()
                .uri(context.uri())
                .connectTimeout(Duration.ofMinutes(1)) // a busy machine may be slow
                .connect();
        cache = redis.cache(name, String.class, CacheOptions.defaults().nearCache(NearLoad.CAPACITY));
    }

    static List<NearPeer> peers() {
        return List.of(
                new NearPeer("dkredis get", ProductCache.VERSION, Plain::new),
                new NearPeer("dkredis get with loader", ProductCache.VERSION, WithLoader::new));
    }

    @Override
    public void put(String key, String value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        redis.close();
    }

    private static final class Plain extends ProductNear {
        Plain(LoadContext context) {
            super(context, "plain");
        }

        @Override
        public @Nullable Object near(String key) {
            return cache.get(key).orElse(null);
        }
    }

    private static final class WithLoader extends ProductNear {
        WithLoader(LoadContext context) {
            super(context, "with loader");
        }

        @Override
        public @Nullable Object near(String key) {
            return cache.get(key, WithLoader::load);
        }

        private static String load(String key) {
            throw new WrongResultException(key + " is cached");
        }
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The product's near cache, bounded and with a time to live; asked with a loader or without. */
abstract class ProductNear implements NearClient {
    private final DkRedis redis;
    final Cache<String, String> cache;

    /** With a cache of its own: what others put would be dropped here. */
    private ProductNear(Place place, String name) {
        redis = DkRedis.connect(place.uri());
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
        Plain(Place place) {
            super(place, "plain");
        }

        @Override
        public @Nullable Object near(String key) {
            return cache.get(key).orElse(null);
        }
    }

    private static final class WithLoader extends ProductNear {
        WithLoader(Place place) {
            super(place, "with loader");
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

package io.github.dkredis.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Caches without Redis: the limit of what a near cache can reach. */
final class LocalNear {
    static final String MAP = "ConcurrentHashMap";

    private LocalNear() {}

    static List<NearPeer> peers() {
        String caffeine = LibraryVersion.ofJarWith(Caffeine.class);
        return List.of(
                new NearPeer(MAP, System.getProperty("java.version"), context -> new OfMap(new ConcurrentHashMap<>())),
                new NearPeer(
                        "Caffeine",
                        caffeine,
                        context -> new OfCaffeine(Caffeine.newBuilder()
                                .maximumSize(NearLoad.CAPACITY)
                                .build())),
                new NearPeer(
                        "Caffeine with TTL",
                        caffeine,
                        context -> new OfCaffeine(Caffeine.newBuilder()
                                .maximumSize(NearLoad.CAPACITY)
                                .expireAfterWrite(Duration.ofMinutes(30))
                                .build())));
    }

    private record OfMap(ConcurrentHashMap<String, String> map) implements NearClient {
        @Override
        public void put(String key, String value) {
            map.put(key, value);
        }

        @Override
        public @Nullable Object near(String key) {
            return map.get(key);
        }

        @Override
        public void close() {}
    }

    private record OfCaffeine(Cache<String, String> cache) implements NearClient {
        @Override
        public void put(String key, String value) {
            cache.put(key, value);
        }

        @Override
        public @Nullable Object near(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void close() {}
    }
}

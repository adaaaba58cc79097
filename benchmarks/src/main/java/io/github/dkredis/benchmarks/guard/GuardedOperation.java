package io.github.dkredis.benchmarks.guard;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Semaphore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * An operation whose cost is guarded.
 *
 * @param name as in the text of the {@link Figures}
 * @param prepare makes a client ready for it; the result performs it once, and gets a number that is new each time
 */
record GuardedOperation(String name, Function<DkRedis, IntConsumer> prepare) {

    private static final Duration TTL = Duration.ofMinutes(10);
    private static final int MANY = 100;

    static final List<GuardedOperation> ALL = List.of(
            new GuardedOperation("values.get", redis -> {
                redis.values().set("get", "value", TTL);
                return i -> redis.values().get("get", String.class);
            }),
            new GuardedOperation("values.set", redis -> i -> redis.values().set("set", "value", TTL)),
            new GuardedOperation("values.getAll-100", redis -> {
                List<String> keys = names("many-");
                Map<String, String> all = new TreeMap<>();
                keys.forEach(key -> all.put(key, "value"));
                redis.values().setAll(all, TTL);
                return i -> redis.values().getAll(keys, String.class);
            }),
            new GuardedOperation("hashes.set", redis -> i -> redis.hashes().set("hash", Map.of("a", "1"), TTL)),
            new GuardedOperation("hashes.get", redis -> {
                redis.hashes().set("hash-to-get", Map.of("a", "1", "b", "2"));
                return i -> redis.hashes().get("hash-to-get");
            }),
            new GuardedOperation("hashes.field-100", redis -> {
                names("row-").forEach(key -> redis.hashes().set(key, Map.of("a", "1")));
                return i -> redis.hashes().field("row-*", "a");
            }),
            new GuardedOperation(
                    "atomics.increment", redis -> i -> redis.atomics().increment("count", 1)),
            new GuardedOperation("atomics.setMax", redis -> i -> redis.atomics().setMax("max", i)),
            new GuardedOperation(
                    "atomics.update", redis -> i -> redis.atomics().update("update", before -> String.valueOf(i))),
            new GuardedOperation("mutex", redis -> {
                Mutex mutex = redis.mutex("mutex");
                return i -> mutex.acquire().close();
            }),
            new GuardedOperation("semaphore", redis -> {
                Semaphore semaphore = redis.semaphore("semaphore", 2);
                return i -> semaphore.acquire().close();
            }),
            new GuardedOperation("limit", redis -> {
                RateLimiter limiter = redis.rateLimiter("limit", Rate.of(1_000_000, Duration.ofSeconds(1)));
                return i -> limiter.tryAcquire();
            }),
            new GuardedOperation("cooldown", redis -> i -> redis.cooldown(List.of("cooldown-" + i), TTL)),
            new GuardedOperation("cache.hit", redis -> {
                NamedCache<String, String> cache = redis.cache("hit", String.class);
                cache.put("key", "value");
                return i -> cache.get("key", key -> "other");
            }),
            new GuardedOperation("cache.miss", redis -> {
                NamedCache<String, String> cache = redis.cache("miss", String.class);
                return i -> cache.get("key-" + i, key -> "value");
            }),
            new GuardedOperation("cache.put", redis -> {
                NamedCache<String, String> cache = redis.cache("put", String.class);
                return i -> cache.put("key", "value");
            }),
            new GuardedOperation("cache.getAll-hit-100", redis -> {
                NamedCache<String, String> cache = redis.cache("bulk", String.class);
                List<String> keys = names("key-");
                keys.forEach(key -> cache.put(key, "value"));
                return i -> cache.getAll(keys);
            }),
            new GuardedOperation("cache.getAll-miss-100", redis -> {
                NamedCache<String, String> cache = redis.cache("bulk-miss", String.class);
                return i -> cache.getAll(names(i + "-key-"), missing -> {
                    Map<String, String> loaded = new TreeMap<>();
                    missing.forEach(key -> loaded.put(key, "value"));
                    return loaded;
                });
            }),
            new GuardedOperation("cache.near-hit", redis -> {
                NamedCache<String, String> cache = redis.cache(
                        "near", String.class, CacheOptions.defaults().ttl(TTL).nearCache(100));
                cache.put("key", "value");
                return i -> cache.get("key");
            }));

    private static List<String> names(String prefix) {
        return IntStream.range(0, MANY).mapToObj(i -> prefix + i).toList();
    }
}

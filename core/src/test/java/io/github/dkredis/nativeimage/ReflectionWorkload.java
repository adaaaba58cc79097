package io.github.dkredis.nativeimage;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.Cached;
import io.github.dkredis.cache.CachedEntity;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.pickle.Pickle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Uses every feature once, as an application would. */
final class ReflectionWorkload {

    /** A type of the application. */
    record User(String name, int age, Instant since) {}

    /** An interface of the application. */
    interface Directory {

        @Cached(cache = "directory", key = "user_{0}")
        User find(String id);
    }

    private ReflectionWorkload() {}

    public static void main(String[] arguments) throws Exception {
        Duration patience = Duration.ofMinutes(5); // each call that is noted stops a thread
        try (DkRedis redis = DkRedis.builder()
                .uri(arguments[0])
                .connectTimeout(patience)
                .timeout(patience)
                .connect()) {
            values(redis);
            caches(redis);
            locksAndLimits(redis);
        }
        Pickle.standard().read(Pickle.standard().write(List.of(1, "two", Map.of("three", 3.0))));
    }

    private static void values(DkRedis redis) {
        User ada = new User("Ada", 36, Instant.EPOCH);
        redis.values().set("user", ada, Duration.ofMinutes(1));
        redis.values().get("user", User.class).orElseThrow();
        redis.values().setAll(Map.of("a", 1, "b", List.of("x")), Duration.ofMinutes(1));
        redis.values().getAll(List.of("a", "b"));
        for (Codec codec : List.of(Codec.json(), Codec.json().compressed(), Codec.pickle())) {
            redis.values(codec).set("users", Map.of("ada", List.of(ada)));
            redis.values(codec).get("users", new TypeRef<Map<String, List<User>>>() {});
        }
        redis.values(Codec.string()).set("text", "x");
        redis.hashes().set("hash", Map.of("f", "1"), Duration.ofMinutes(1));
        redis.hashes().increment("hash", "f", 1);
        redis.hashes().field("ha*", "f");
        redis.atomics().update("counter", old -> "1");
        redis.atomics().withTtlForNewKeys(Duration.ofMinutes(1)).increment("counter", 1);
        redis.atomics().setMax("counter", 7);
        redis.atomics().removeIf("counter", "7");
    }

    private static void caches(DkRedis redis) throws Exception {
        CacheOptions options = CacheOptions.defaults().ttl(Duration.ofMinutes(1));
        User ada = new User("Ada", 36, Instant.EPOCH);
        redis.cache("plain", User.class, options).get("ada", key -> ada);
        redis.cache("near", User.class, options.nearCache(100)).get("ada", key -> ada);
        redis.cache("near", User.class, options.nearCache(100)).get("ada", key -> ada);
        redis.cache("light", User.class, options.nearCacheByWeight(1_000, User.class, user -> 1))
                .get("ada", key -> ada);
        redis.cache("json", User.class, options.codec(Codec.json())).put("ada", ada);
        redis.cache("typed", User.class, User.class, options).get(ada, key -> ada);
        redis.cached("greeting_{0.name}", Duration.ofMinutes(1), String.class, (User user) -> "hello")
                .apply(ada);
        redis.cache().put("ada", ada);
        redis.cache().get("ada");
        Directory directory = redis.cachedProxy(Directory.class, id -> ada);
        directory.find("7");
        CachedEntity person = () -> List.of("user_7");
        redis.invalidator().saving(person, () -> "saved");
        redis.cache("plain", User.class, options).clear();
    }

    private static void locksAndLimits(DkRedis redis) {
        redis.mutex("a").run(() -> {});
        redis.mutexAll(List.of("a", "b")).acquire().close();
        redis.locks().list();
        try (Permit permit = redis.semaphore("s", 2).acquire()) {
            permit.slot();
        }
        try (FetchLock fetch = redis.fetchLock("f")) {
            fetch.shouldFetch();
        }
        redis.leader("l").onElected(term -> {}).close();
        redis.cooldown(List.of("r"), Duration.ofSeconds(1));
        redis.rateLimiter("r", Rate.of(10, Duration.ofSeconds(1))).tryAcquire();
    }
}

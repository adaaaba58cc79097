package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.pickle.PickleKeys;
import io.lettuce.core.RedisCommandExecutionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The checks of {@code doctor} about rights: each feature is used once, with keys of its own. Every node of a cluster
 * has its own list of users, so the keys belong to one node.
 */
final class FeatureChecks {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String NAME = "dkredis-doctor";
    private static final String RIGHTS = "docs/security.md lists the rights that each feature needs";

    private final DkRedis redis;
    private final PrimaryNode node;
    private final Keys keys;

    /** Has a hash tag, so keys that contain this one belong to the same node. */
    private final String key;

    FeatureChecks(DkRedis redis, PrimaryNode node) {
        this.redis = redis;
        this.node = node;
        this.keys = Keys.withPrefix(redis.keyPrefix());
        String tag = node.nameHere(UUID.randomUUID() + "-", name -> keys.of("{" + name + "}"));
        this.key = NAME + ":{" + tag + "}";
    }

    List<Finding> all() {
        Map<String, Runnable> features = new LinkedHashMap<>();
        features.put("values", this::values);
        features.put("hashes", this::hashes);
        features.put("atomics", this::atomics);
        features.put("mutex", this::mutex);
        features.put("fetch lock", this::fetchLock);
        features.put("cooldown", () -> redis.cooldown(List.of(key), SHORT));
        features.put(
                "rate limit", () -> redis.rateLimiter(key, Rate.of(1, SHORT)).tryAcquire());
        features.put("object cache", this::objectCache);
        features.put("named cache", this::namedCache);
        features.put("messages between clients", this::publish);
        List<Finding> findings = new ArrayList<>();
        features.forEach((name, use) -> findings.add(check("feature: " + name, use)));
        return findings;
    }

    private static Finding check(String name, Runnable use) {
        try {
            use.run();
            return Finding.ok(name, "works");
        } catch (DkRedisException | RedisCommandExecutionException e) {
            return new Finding(name, String.valueOf(e.getMessage()), RIGHTS);
        }
    }

    private void values() {
        String name = key + ":values";
        redis.values().set(name, 1, SHORT);
        redis.values().get(name);
        redis.values().expire(name, SHORT);
        redis.values().ttl(name);
        redis.values().pop(name);
        redis.values().remove(name);
    }

    private void hashes() {
        String name = key + ":hash";
        redis.hashes().set(name, Map.of("f", "1"), SHORT);
        redis.hashes().increment(name, "f", 1);
        redis.hashes().get(name);
        redis.hashes().remove(name, "f");
    }

    private void atomics() {
        String name = key + ":atomic";
        redis.atomics().withTtlForNewKeys(SHORT).update(name, old -> "1");
        redis.atomics().increment(name, 1);
        redis.atomics().setMax(name, 3);
        redis.atomics().removeIf(name, "3");
    }

    private void mutex() {
        redis.mutex(key).tryAcquire().ifPresent(Lease::release);
    }

    private void fetchLock() {
        String name = node.nameHere("dkredis_doctor_", text -> keys.of(keys.fetchLock(text)));
        redis.fetchLock(name, SHORT).close();
    }

    private void objectCache() {
        String entry = node.nameHere(key, text -> keys.of(keys.objectCacheEntry(PickleKeys.name(text))));
        redis.cache().put(entry, 1, SHORT);
        redis.cache().remove(entry);
    }

    private void namedCache() {
        String name = node.nameHere(NAME + "-", text -> keys.of(keys.cacheGeneration(text)));
        NamedCache<String, String> cache =
                redis.cache(name, String.class, CacheOptions.defaults().nearCache(1));
        cache.clear(); // makes the generation, which the keys of entries contain
        String begin = keys.cache(name, CacheTarget.generation(redis, name).orElseThrow());
        String entry = node.nameHere("entry-", text -> keys.of(begin + text));
        cache.get(entry, missing -> "loaded");
        cache.remove(entry);
        redis.values().remove(keys.cacheGeneration(name));
    }

    private void publish() {
        byte[] channel = keys.inbox("0").getBytes(StandardCharsets.UTF_8);
        node.connection().get().publish(channel, new byte[0]);
    }
}

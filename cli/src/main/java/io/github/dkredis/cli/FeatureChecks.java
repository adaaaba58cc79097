package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The checks of {@code doctor} about rights: each feature is used once, with keys of its own. */
final class FeatureChecks {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String RIGHTS = "docs/security.md lists the rights that each feature needs";

    private final DkRedis redis;
    private final RedisCommands<byte[], byte[]> plain;
    private final String key = "dkredis-doctor:" + UUID.randomUUID();

    FeatureChecks(DkRedis redis, RedisCommands<byte[], byte[]> plain) {
        this.redis = redis;
        this.plain = plain;
    }

    List<Finding> all() {
        Map<String, Runnable> features = new LinkedHashMap<>();
        features.put("values", this::values);
        features.put("hashes", this::hashes);
        features.put("atomics", this::atomics);
        features.put("mutex", this::mutex);
        features.put(
                "fetch lock", () -> redis.fetchLock("dkredis_doctor", SHORT).close());
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

    private void objectCache() {
        redis.cache().put(key, 1, SHORT);
        redis.cache().remove(key);
    }

    private void namedCache() {
        redis.cache("dkredis-doctor", String.class, CacheOptions.defaults().nearCache(1))
                .get(key, missing -> "loaded");
        redis.cache("dkredis-doctor", String.class).remove(key);
        redis.values().remove(CacheTarget.GENERATION + "dkredis-doctor");
    }

    private void publish() {
        byte[] channel = (redis.keyPrefix() + "dkredis:inbox:0").getBytes(StandardCharsets.UTF_8);
        plain.publish(channel, new byte[0]);
    }
}

package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.WithoutTtl;
import java.util.List;
import java.util.Map;

/** Every key of the product has a TTL, except the generation of a cache. */
final class TtlRule implements Rule {

    private static final Map<String, Feature> PREFIXES = Map.of(
            "dkredis:mutex", Feature.MUTEX,
            "dkredis:client:", Feature.MUTEX,
            "dkredis:semaphore", Feature.SEMAPHORE,
            "dkredis:fetchlock", Feature.FETCH_LOCK,
            "dkredis:ratelimit:", Feature.RATE_LIMIT,
            "rl-lock.", Feature.COOLDOWN,
            "dkredis:cache-generation:", Feature.CACHE_SAVE,
            "dkredis:cache", Feature.CACHE_FAR,
            "obj-cache:", Feature.CACHE_FAR);

    @Override
    public List<Finding> check(History history) {
        return history.all(WithoutTtl.class).stream()
                .map(WithoutTtl::key)
                .filter(key -> !key.startsWith("dkredis:cache-generation:"))
                .filter(key -> key.startsWith("dkredis:") || feature(key) != Feature.VALUE)
                .map(key -> Finding.violation(feature(key), key + " has no TTL"))
                .toList();
    }

    private static Feature feature(String key) {
        return PREFIXES.entrySet().stream()
                .filter(entry -> key.startsWith(entry.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(Feature.VALUE);
    }
}

package io.github.dkredis.spring;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.cache.CacheKey;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cache.UnavailablePolicy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A named cache that is opened when it is first used, since its type may be known no earlier. */
final class OpenedCache {

    private final String name;
    private final KeyRule keys;
    private final CacheTransactions transactions;
    private final Opening opening;
    private final boolean failsWithoutRedis;
    private final PendingWrites pendingWrites = new PendingWrites();
    private volatile @Nullable NamedCache<Object, Object> opened;

    /**
     * Opens a cache.
     *
     * @param typed opens it as its type; throws {@link IllegalStateException} if nothing tells the type
     * @param ofAnyType opens it for callers that only remove; as its type if that is known
     */
    record Opening(Supplier<NamedCache<Object, Object>> typed, Supplier<NamedCache<Object, Object>> ofAnyType) {}

    OpenedCache(String name, CacheOptions options, KeyRule keys, CacheTransactions transactions, Opening opening) {
        this.name = name;
        this.keys = keys;
        this.transactions = transactions;
        this.opening = opening;
        // Options do not tell their policy, but those that already have it do not change when it is set.
        this.failsWithoutRedis = options.whenUnavailable(UnavailablePolicy.FAIL).equals(options);
    }

    String name() {
        return name;
    }

    Object key(Object key) {
        return keys.typed(key);
    }

    CacheTransactions transactions() {
        return transactions;
    }

    PendingWrites pendingWrites() {
        return pendingWrites;
    }

    NamedCache<Object, Object> typed() {
        NamedCache<Object, Object> cache = opened;
        if (cache == null) {
            cache = opening.typed().get();
            opened = cache;
        }
        return cache;
    }

    NamedCache<Object, Object> ofAnyType() {
        NamedCache<Object, Object> cache = opened;
        return cache == null ? opening.ofAnyType().get() : cache;
    }

    CacheKey entryOfAnyType(Object typedKey) {
        return ofAnyType().entry(typedKey);
    }

    /**
     * A lookup found Redis away, and its caller may load the value itself.
     *
     * @throws RedisUnavailableException if it may not
     */
    void loadsWithout(RedisUnavailableException away) {
        if (failsWithoutRedis || away.reason() == Reason.CLOSED || away.reason() == Reason.OVERLOADED) {
            throw away;
        }
    }
}

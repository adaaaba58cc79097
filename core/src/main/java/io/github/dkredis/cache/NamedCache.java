package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * A cache with a name, options and an optional near cache. Its entries are
 * {@code dkredis:cache:<name>:<generation>:<key>}; all processes that use the name share them.
 *
 * <p><b>Keys</b> are strings, numbers, booleans, characters, UUIDs, times (Instant, Duration, LocalDate, LocalTime,
 * LocalDateTime), constants of enums, and records of such. Keys that are not equal have different texts, whatever their
 * types; so {@code 1}, {@code 1L} and {@code "1"} are three entries. A string stands for itself, with {@code %}, <code>
 * {</code> and <code>}</code> as in URLs. Any other key begins with a percent sign and its type: {@code %long:7},
 * {@code %uuid:…}, {@code %enum:com.example.Color.RED}, <code>%record:com.example.Point(%int:1,%int:2)</code>. So
 * renaming an enum or a record leaves its entries behind.
 *
 * @param <K> the keys; a string must not be empty nor have unpaired surrogates
 * @param <V> the values
 */
public final class NamedCache<K, V> extends Cache<K, V> {

    private final GenerationSource generations;
    private final AsyncNamedCache<K, V> async;

    NamedCache(CacheOperations operations, KeyType<K> keyType, GenerationSource generations) {
        super(operations, keyType);
        this.generations = generations;
        this.async = new AsyncNamedCache<>(calls(), generations);
    }

    @Override
    public AsyncNamedCache<K, V> async() {
        return async;
    }

    /**
     * Removes all entries, however many there are, in one short step: a new generation begins, and every running load
     * is voided. Redis frees the memory of the old entries when their TTL ends.
     *
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public void clear() {
        generations.clear().await();
    }

    /**
     * Returns a reference to an entry for {@link CachedEntity#cacheKeys()}.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    public CacheKey entry(K key) {
        return new CacheKey(operations(), checked(key), null);
    }

    /**
     * Returns a reference to an entry that is to hold a value after a change. If {@link CachedEntity#cacheKeys()}
     * returns it after the body of {@link CacheInvalidator#saving} has succeeded, the value is stored in place of the
     * tombstone. If meanwhile another caller has changed the entry or its source, or has begun to, it is unknown whose
     * value is the newer one, so the entry is removed as always. The value is encoded by this call.
     *
     * @param value what readers find from then on; one that says that it has expired is not stored
     * @throws IllegalArgumentException if the key is invalid
     * @throws io.github.dkredis.CodecException if the value cannot be encoded
     */
    public CacheKey entry(K key, @Nullable V value) {
        Object operationsKey = checked(key);
        return new CacheKey(operations(), operationsKey, operations().toBeStored(operationsKey, value));
    }

    private Object checked(K key) {
        Object operationsKey = calls().keyType().operationsKey(key);
        generations.check(operationsKey);
        return operationsKey;
    }
}

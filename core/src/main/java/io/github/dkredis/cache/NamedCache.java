package io.github.dkredis.cache;

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
        Object operationsKey = calls().keyType().operationsKey(key);
        generations.check(operationsKey);
        return new CacheKey(operations(), operationsKey);
    }
}

package io.github.dkredis.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache in Redis that all processes share. {@link NamedCache} is this library's own kind, with options,
 * {@code clear()} and an optional near cache; {@link ObjectCache} has the keys and values of Python's package.
 *
 * <p><b>Single flight over all processes.</b> When an entry is missing, one of all callers of {@link #get(Object,
 * CacheLoader)} in all processes takes a fill lease and runs its loader. The other callers wait for that load, or get
 * the stale value if the cache keeps one. A process that dies while it loads delays the others until its fill lease
 * ends. A loader that fails makes the waiting callers of its own client fail too, and frees the entry for another
 * process.
 *
 * <p><b>Invalidations are final.</b> {@link #put}, {@link #remove} and {@link NamedCache#clear} void every load that
 * began before them: the loaded value is returned to the callers that waited for it, and not stored. After an
 * invalidation was answered, the invalidating client never serves an older value. Another client may serve one, from
 * its near cache or from a load that is running, for the time that a message takes; if its connection is half-open, for
 * up to the heartbeat's bound of 4 seconds.
 *
 * <p><b>Read your writes.</b> Once {@link #put}, or a {@code get} or {@code getAll} with a loader, has returned, every
 * later read from the same client finds the stored value, unless the load was voided, the entry has changed since, or
 * it could not be stored. Other clients may find it a moment later.
 *
 * <p><b>Stale values.</b> Within a {@link CacheOptions#staleWindow} every read returns the old value and counts in
 * {@link CacheStats#staleServed}. Only a {@code get} or {@code getAll} with a loader also starts a refresh.
 *
 * <p>The near cache and single flight hand the same value object to several callers, so callers must not modify values.
 * A cache can be used by any number of threads.
 *
 * @param <K> the keys: strings, numbers, UUIDs, enums, records and more in a {@link NamedCache}; any key that Python
 *     can pickle in the {@link ObjectCache}
 * @param <V> the values; the cache's codec answers for their type
 */
public abstract sealed class Cache<K, V> permits NamedCache, ObjectCache {

    private final CacheOperations operations;
    private final CacheCalls<K, V> calls;

    Cache(CacheOperations operations, KeyType<K> keyType) {
        this.operations = operations;
        this.calls = new CacheCalls<>(operations, keyType);
    }

    final CacheOperations operations() {
        return operations;
    }

    final CacheCalls<K, V> calls() {
        return calls;
    }

    /** {@return a view of this cache that does not block} */
    public abstract AsyncCache<K, V> async();

    /**
     * Looks up an entry. Costs nothing in the near cache, else one {@code GET}.
     *
     * @return a value, a cached null, or a miss
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public CacheResult<V> find(K key) {
        return calls.find(key).await();
    }

    /**
     * Looks up a value. Costs nothing in the near cache, else one {@code GET}.
     *
     * @return empty for a miss and for a cached null
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public Optional<V> get(K key) {
        // A near hit takes 20 ns and allocates the Optional only (docs/performance.md); an Operation would double that.
        Object near = calls.nearHit(key);
        return near != null
                ? Optional.ofNullable(calls.unmasked(near))
                : calls.getFar(key).await();
    }

    /**
     * Looks up a value. Costs nothing in the near cache, else one {@code GET}.
     *
     * @param fallback the result for a miss and for a cached null
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public V getOrDefault(K key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /**
     * Returns the value of an entry, and loads it first if it is missing. A hit in the near cache costs no command, a
     * hit in Redis one {@code GET}. A miss costs a {@code GET} and a script before the loader, and a script after it
     * whose reply is not awaited.
     *
     * @param loader runs on the calling thread if this caller gets the fill lease
     * @return the value; null if null was loaded
     * @throws io.github.dkredis.LoadFailedException if the loader threw a checked exception, for this caller or for
     *     another one of this client that this caller waited for; an unchecked one comes back unchanged
     * @throws io.github.dkredis.LoadTimeoutException if another caller loads and has not ended within the load timeout
     * @throws io.github.dkredis.CachedFailureException if a load failed a moment ago and the cache remembers failures
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached and {@link UnavailablePolicy#FAIL}
     *     is set
     * @throws io.github.dkredis.CodecException if the loaded value cannot be encoded; nothing is stored
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     * @throws IllegalStateException if a loader asks for its own key
     */
    public @Nullable V get(K key, CacheLoader<? super K, ? extends V> loader) {
        Object near = calls.nearHit(key);
        return near != null ? calls.unmasked(near) : calls.loadFar(key, loader).await();
    }

    /**
     * Looks up several entries in one round trip.
     *
     * @param keys duplicates count once
     * @return the entries that were found, in the order of the keys, with null for a cached null; unmodifiable
     * @throws IllegalArgumentException if a key is invalid; nothing is sent
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public Map<K, @Nullable V> getAll(Collection<? extends K> keys) {
        return calls.getAll(keys).await();
    }

    /**
     * Returns the values of several entries, and loads the missing ones. One round trip reads all entries, a second one
     * asks for the fill leases of the missing entries, and one call of the loader loads the entries that no other
     * caller is loading.
     *
     * @param keys duplicates count once
     * @param loader receives the missing keys; a key that its result leaves out is cached as null
     * @return all entries, in the order of the keys; unmodifiable
     * @throws io.github.dkredis.LoadFailedException if the loader threw a checked exception; an unchecked one comes
     *     back unchanged
     * @throws NullPointerException if the loader returned null; nothing is stored
     * @throws io.github.dkredis.LoadTimeoutException if another caller loads an entry and has not ended within the load
     *     timeout
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached and {@link UnavailablePolicy#FAIL}
     *     is set
     * @throws IllegalArgumentException if a key is invalid, and nothing is sent; or if the loader returned a key of
     *     another type, and nothing is stored
     */
    public Map<K, @Nullable V> getAll(Collection<? extends K> keys, BulkCacheLoader<? super K, ? extends V> loader) {
        return calls.loadAll(keys, loader).await();
    }

    /**
     * Stores an entry for the cache's TTL and voids every load of it that is running. One script. While a
     * {@link CacheInvalidator#saving} of the entry is running, its tombstone stands, and the entry is removed instead.
     *
     * @throws io.github.dkredis.CodecException if the value cannot be encoded; nothing has changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     */
    public void put(K key, @Nullable V value) {
        calls.put(key, value).await();
    }

    /**
     * Stores an entry as {@link #put(Object, Object)} does, with its own TTL.
     *
     * @param ttl from 1 ms to a thousand years; the cache's jitter and windows apply to it
     * @throws IllegalArgumentException if the key or the TTL is invalid; nothing is sent
     */
    public void put(K key, @Nullable V value, Duration ttl) {
        calls.put(key, value, ttl).await();
    }

    /**
     * Stores an entry as {@link #put(Object, Object)} does, until a moment of the server's clock (Python's
     * {@code valid_until}). The jitter does not apply; after the moment come the stale windows, if there are any. If
     * the moment has passed, the entry is removed.
     *
     * @param expiry before the year 10000
     * @throws IllegalArgumentException if the key or the moment is invalid; nothing is sent
     */
    public void put(K key, @Nullable V value, Instant expiry) {
        calls.put(key, value, expiry).await();
    }

    /**
     * Stores entries for the cache's TTL, as {@link #put(Object, Object)} does for one. Scripts of at most 500 entries
     * are sent at once, and each is a step of its own.
     *
     * @throws io.github.dkredis.CodecException if a value cannot be encoded; some entries may have been stored
     * @throws io.github.dkredis.OutcomeUnknownException if a reply was lost; some entries may not have been stored
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached; some entries may have been stored
     * @throws IllegalArgumentException if a key is invalid; nothing is sent
     */
    public void putAll(Map<? extends K, ? extends @Nullable V> entries) {
        calls.putAll(entries).await();
    }

    /**
     * Stores an entry for the cache's TTL, unless a read would find one: a value, a stale value or a cached null. One
     * script. If it stores the entry, it voids every load of it that is running. Nothing is stored while a
     * {@link CacheInvalidator#saving} of the entry is running.
     *
     * @return whether the entry was stored
     * @throws io.github.dkredis.CodecException if the value cannot be encoded; nothing has changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     */
    public boolean putIfAbsent(K key, @Nullable V value) {
        return calls.putIfAbsent(key, value).await();
    }

    /**
     * Stores an entry as {@link #putIfAbsent(Object, Object)} does, with its own TTL.
     *
     * @param ttl from 1 ms to a thousand years; the cache's jitter and windows apply to it
     * @return whether the entry was stored
     * @throws IllegalArgumentException if the key or the TTL is invalid; nothing is sent
     */
    public boolean putIfAbsent(K key, @Nullable V value, Duration ttl) {
        return calls.putIfAbsent(key, value, ttl).await();
    }

    /**
     * Gives an entry that is fresh the cache's whole TTL again. One script. A stale value stays as it is.
     *
     * @return whether there was such an entry
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     */
    public boolean touch(K key) {
        return calls.touch(key).await();
    }

    /**
     * Gives an entry that is fresh another TTL, as {@link #touch(Object)} does.
     *
     * @param ttl from now; from 1 ms to a thousand years. The cache's jitter and windows apply to it
     * @return whether there was such an entry
     * @throws IllegalArgumentException if the key or the TTL is invalid; nothing is sent
     */
    public boolean touch(K key, Duration ttl) {
        return calls.touch(key, ttl).await();
    }

    /**
     * Removes an entry and voids every load of it that is running. One script, which is repeated if its reply was lost.
     *
     * @return whether the entry existed; after a repetition, whether it existed at the last attempt
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     */
    public boolean remove(K key) {
        return calls.remove(key).await();
    }

    /**
     * Removes entries, as {@link #remove} does for one. Scripts of at most 500 entries are sent at once, and each is a
     * step of its own.
     *
     * @param keys duplicates count once
     * @return how many entries existed; after a repetition, how many existed at the last attempt
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached; some entries may have been
     *     removed
     * @throws IllegalArgumentException if a key is invalid; nothing is sent
     */
    public long removeAll(Collection<? extends K> keys) {
        return calls.removeAll(keys).await();
    }

    /**
     * Returns this cache with its loader.
     *
     * @param loader loads one value; {@link LoadingCache#getAll} calls it for each missing key
     */
    public LoadingCache<K, V> loading(CacheLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return new LoadingCache<>(this, loader, keys -> {
            Map<K, V> values = new LinkedHashMap<>();
            for (K key : keys) {
                values.put(key, loader.load(key));
            }
            return values;
        });
    }

    /**
     * Returns this cache with its loaders.
     *
     * @param loader loads one value
     * @param bulkLoader loads several values
     */
    public LoadingCache<K, V> loading(
            CacheLoader<? super K, ? extends V> loader, BulkCacheLoader<? super K, ? extends V> bulkLoader) {
        return new LoadingCache<>(
                this, Objects.requireNonNull(loader, "loader"), Objects.requireNonNull(bulkLoader, "bulkLoader"));
    }

    /**
     * Returns a function whose results are cached under its argument.
     *
     * @param loader a null result is cached, an exception is not
     * @return a function that calls {@link #get(Object, CacheLoader)} with this loader
     */
    public Function<K, @Nullable V> function(Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        return key -> get(key, loader::apply);
    }

    /** {@return what this cache has done in this client so far} */
    public CacheStats stats() {
        return operations.stats();
    }

    /**
     * Checks that Redis answers, with one {@code PING}.
     *
     * @throws io.github.dkredis.RedisUnavailableException if there is no reply within the time limit
     */
    public void ping() {
        calls.ping().await();
    }

    /** {@return the cache's name, for messages} */
    @Override
    public final String toString() {
        return operations.toString();
    }
}

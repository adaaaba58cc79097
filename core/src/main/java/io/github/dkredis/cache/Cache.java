package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A named cache: entries under {@code dkredis:cache:<name>:<generation>:<key>}, shared by all processes that use the name.
 *
 * <p><b>One loader.</b> Of all callers of {@link #get(String, CacheLoader)} in all processes, one loads a missing entry; the
 * others wait for it, or are served the stale value if the cache keeps one. A loader that dies costs its fill lease; one that
 * fails tells its own callers, and another process loads.
 *
 * <p><b>Nothing old comes back.</b> {@link #put}, {@link #remove} and {@link #clear} void every load that began before them: what
 * it gives is returned to its callers and not stored. A value is never served to a caller who began after an invalidation was
 * answered, but for what is on its way: in the client that invalidated at once, in others after a message's time, and no later
 * than the heartbeat's bound (4 seconds) if their connection is half-open.
 *
 * <p><b>Own writes.</b> Once {@link #put}, or a {@code get} or {@code getAll} with a loader, has returned, every read from the same
 * client finds what was stored, unless it was void, has changed, or could not be stored. Other clients may be a moment late.
 *
 * <p><b>Stale values.</b> Within a {@link CacheOptions#staleWindow} every read is served the old value, and counts it in
 * {@link CacheStats#staleServed}; only a {@code get} or {@code getAll} with a loader has it refreshed.
 *
 * <p>Values are shared by callers, in the near cache and while one loads for all; nobody may change them. Safe for use by any
 * number of threads.
 *
 * @param <V> the values
 */
public final class Cache<V> {

    private final CacheOperations operations;
    private final CacheCalls<String, V> calls;
    private final AsyncCache<V> async;

    Cache(CacheOperations operations) {
        this.operations = operations;
        this.calls = new CacheCalls<>(operations);
        this.async = new AsyncCache<>(calls);
    }

    CacheOperations operations() {
        return operations;
    }

    /**
     * The same without blocking.
     *
     * @return a view of this cache
     */
    public AsyncCache<V> async() {
        return async;
    }

    /**
     * Looks for an entry. In this JVM, or one {@code GET}.
     *
     * @param key a text, not empty
     * @return a value, a cached null, or a miss
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public CacheResult<V> find(String key) {
        return calls.find(key).await();
    }

    /**
     * Looks for a value. In this JVM, or one {@code GET}.
     *
     * @param key a text, not empty
     * @return empty for a miss and for a cached null
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public Optional<V> get(String key) {
        Object near = calls.near(key);
        return near != null
                ? Optional.ofNullable(calls.unmasked(near))
                : calls.getFar(key).await();
    }

    /**
     * Looks for a value. In this JVM, or one {@code GET}.
     *
     * @param key a text, not empty
     * @param fallback what is returned for a miss and for a cached null
     * @return the value, or the fallback
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public V getOrDefault(String key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /**
     * The value of an entry, loaded by one caller in the fleet if there is none. A hit in this JVM costs no command, one in
     * Redis a {@code GET}; a miss a {@code GET} and a script, and, after the loader, a script that nobody waits for.
     *
     * @param <X> what the loader throws
     * @param key a text, not empty
     * @param loader runs on this thread if this caller is the one
     * @return the value, null if that is what was loaded
     * @throws X what the loader threw, here or for another caller in this JVM
     * @throws io.github.dkredis.LoadTimeoutException if somebody else loads, and is not done by the waiters' deadline
     * @throws io.github.dkredis.CachedFailureException if loading has failed a moment ago, and failures are remembered
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked, and the cache is to fail then
     * @throws io.github.dkredis.CodecException if the loaded value cannot be written; nothing is stored
     * @throws IllegalStateException if it is called for a key by that key's own loader
     */
    public <X extends Exception> @Nullable V get(String key, CacheLoader<? super String, ? extends V, X> loader)
            throws X {
        Object near = calls.near(key);
        return near != null ? calls.unmasked(near) : calls.load(key, loader).await();
    }

    /**
     * Looks for several entries, in one round trip.
     *
     * @param keys texts, not empty; duplicates count once
     * @return the entries that there are, in the order asked for, with null for a cached null; unmodifiable
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public Map<String, @Nullable V> getAll(Collection<String> keys) {
        return calls.getAll(keys).await();
    }

    /**
     * The values of several entries. One round trip reads all, one more asks for those that are missing, one call of the loader
     * gets those that nobody else loads.
     *
     * @param <X> what the loader throws
     * @param keys texts, not empty; duplicates count once
     * @param loader is given the missing keys; what it leaves out is cached as null
     * @return all entries, in the order asked for; unmodifiable
     * @throws X what the loader threw
     * @throws io.github.dkredis.LoadTimeoutException if somebody else loads, and is not done by the waiters' deadline
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked, and the cache is to fail then
     */
    public <X extends Exception> Map<String, @Nullable V> getAll(
            Collection<String> keys, CacheLoader<? super Set<String>, ? extends Map<String, ? extends V>, X> loader)
            throws X {
        return calls.loadAll(keys, loader).await();
    }

    /**
     * Stores an entry for the cache's time to live; every load that runs is void. One script. Under a tombstone of a running
     * {@link CacheInvalidator#saving} the entry is removed instead.
     *
     * @param key a text, not empty
     * @param value the value, or null
     * @throws io.github.dkredis.CodecException if it cannot be written; nothing is changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public void put(String key, @Nullable V value) {
        calls.put(key, value).await();
    }

    /**
     * As {@link #put(String, Object)}, with a time to live of its own.
     *
     * @param key a text, not empty
     * @param value the value, or null
     * @param ttl from 1 ms to a thousand years; the cache's jitter and windows apply
     * @throws io.github.dkredis.CodecException if it cannot be written; nothing is changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public void put(String key, @Nullable V value, Duration ttl) {
        calls.put(key, value, Durations.millis("the time to live", ttl)).await();
    }

    /**
     * Removes an entry; every load that runs is void. One script, harmless to repeat.
     *
     * @param key a text, not empty
     * @return whether there was one
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public boolean remove(String key) {
        return calls.remove(key).await();
    }

    /**
     * Removes all entries, however many there are, in one small step: a new generation begins. The old entries' memory is free
     * when their time to live ends.
     *
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public void clear() {
        operations.clear().await();
    }

    /**
     * A function whose results are cached.
     *
     * @param loader the function; a null result is cached, an exception is not
     * @return {@link #get(String, CacheLoader)} with this loader
     */
    public Function<String, @Nullable V> function(Function<? super String, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        return key -> get(key, loader::apply);
    }

    /**
     * Keys an entry for {@link CachedEntity#cacheKeys()}.
     *
     * @param key a text, not empty
     * @return what stands for the entry
     */
    public CacheKey entry(String key) {
        operations.keySpaces.check(Objects.requireNonNull(key, "key"));
        return new CacheKey(operations, key);
    }

    /**
     * What this cache has done in this client.
     *
     * @return a snapshot
     */
    public CacheStats stats() {
        return operations.stats.snapshot();
    }

    /**
     * Whether Redis answers. One {@code PING}.
     *
     * @throws io.github.dkredis.RedisUnavailableException if it does not within the time limit
     */
    public void ping() {
        calls.ping().await();
    }

    /** The name. */
    @Override
    public String toString() {
        return operations.toString();
    }
}

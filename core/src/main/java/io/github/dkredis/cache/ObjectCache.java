package io.github.dkredis.cache;

import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.internal.Durations;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Python's object cache, entry for entry: {@code obj-cache:} and the hash of the pickled key, pickles as values, 30 minutes.
 *
 * <p>What {@link Cache} promises of one loader and of invalidations holds among Java processes. Python knows no fill leases: it
 * may load beside Java, its {@code put} is honoured, and its {@code remove} of an absent entry cannot void a load that runs in
 * Java. Hit is no {@code clear}, no stale window and no near cache, since Python's readers know none of them.
 *
 * <p>A null value is Python's None. A key that holds equal texts or containers twice may have two names in Python; it is stored
 * under the one of literals, and removed under both.
 *
 * @param <V> the values
 */
public final class ObjectCache<V> {

    private final CacheOperations operations;
    private final CacheCalls<Object, V> calls;
    private final AsyncObjectCache<V> async;

    ObjectCache(CacheOperations operations) {
        this.operations = operations;
        this.calls = new CacheCalls<>(operations);
        this.async = new AsyncObjectCache<>(calls);
    }

    CacheOperations operations() {
        return operations;
    }

    /**
     * The same entries as values of a given class: dicts and objects are bound to records and beans.
     *
     * @param <T> the class
     * @param type the class
     * @return a view; this one is unchanged
     */
    public <T> ObjectCache<T> as(Class<T> type) {
        return new ObjectCache<>(
                operations.derived(new EntryFormat(operations.format.codec(), type, false), operations.options));
    }

    /**
     * The same entries as values of a generic type.
     *
     * @param <T> the type
     * @param type the type, as {@code new TypeRef<List<User>>() {}}
     * @return a view; this one is unchanged
     */
    public <T> ObjectCache<T> as(TypeRef<T> type) {
        return new ObjectCache<>(
                operations.derived(new EntryFormat(operations.format.codec(), type.type(), false), operations.options));
    }

    /** For proxies, which know types by reflection. */
    ObjectCache<Object> typed(Type type) {
        return new ObjectCache<>(
                operations.derived(new EntryFormat(operations.format.codec(), type, false), operations.options));
    }

    /**
     * The same with another time to live for what is put or loaded from now on. Default: 30 minutes.
     *
     * @param ttl from 1 ms to a thousand years
     * @return a view; this one is unchanged
     * @throws IllegalArgumentException if it is out of bounds
     */
    public ObjectCache<V> withTtl(Duration ttl) {
        return new ObjectCache<>(operations.derived(operations.format, operations.options.ttl(ttl)));
    }

    /**
     * The same without blocking.
     *
     * @return a view of this cache
     */
    public AsyncObjectCache<V> async() {
        return async;
    }

    /**
     * Looks for an entry. One {@code GET}.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @return a value, a cached null, or a miss
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public CacheResult<V> find(Object key) {
        return calls.find(key).await();
    }

    /**
     * Looks for a value. One {@code GET}.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @return empty for a miss and for a cached null
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public Optional<V> get(Object key) {
        return calls.get(key).await();
    }

    /**
     * Looks for a value. One {@code GET}.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @param fallback what is returned for a miss and for a cached null
     * @return the value, or the fallback
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public V getOrDefault(Object key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return calls.getOrDefault(key, fallback).await();
    }

    /**
     * The value of an entry, loaded by one caller in the fleet if there is none. A hit is a
     * {@code GET}; a miss a {@code GET} and a script, and, after the loader, a script that nobody waits for.
     *
     * @param <X> what the loader throws
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @param loader runs on this thread if this caller is the one
     * @return the value, null if that is what was loaded
     * @throws X what the loader threw, here or for another caller in this JVM
     * @throws io.github.dkredis.LoadTimeoutException if somebody else loads, and is not done by the waiters' deadline
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked and loading is not possible either
     * @throws io.github.dkredis.CodecException if the key or the loaded value cannot be written; nothing is stored
     * @throws IllegalStateException if it is called for a key by that key's own loader
     */
    public <X extends Exception> @Nullable V get(Object key, CacheLoader<? super Object, ? extends V, X> loader)
            throws X {
        return calls.load(Objects.requireNonNull(key, "key"), loader).await();
    }

    /**
     * Looks for several entries, in one round trip.
     *
     * @param keys what Python can have as keys too; duplicates count once
     * @return the entries that there are, in the order asked for, with null for a cached null; unmodifiable
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public Map<Object, @Nullable V> getAll(Collection<?> keys) {
        return calls.getAll(keys).await();
    }

    /**
     * The values of several entries. One round trip reads all, one more asks for those that are missing, one call of the loader
     * gets those that nobody else loads.
     *
     * @param <X> what the loader throws
     * @param keys what Python can have as keys too; duplicates count once
     * @param loader is given the missing keys; what it leaves out is cached as null
     * @return all entries, in the order asked for; unmodifiable
     * @throws X what the loader threw
     * @throws io.github.dkredis.LoadTimeoutException if somebody else loads, and is not done by the waiters' deadline
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked, and the cache is to fail then
     */
    public <X extends Exception> Map<Object, @Nullable V> getAll(
            Collection<?> keys, CacheLoader<? super Set<Object>, ? extends Map<?, ? extends V>, X> loader) throws X {
        return calls.loadAll(keys, loader).await();
    }

    /**
     * Stores an entry for the cache's time to live; every load that runs is void. One script. Under a tombstone of a running
     * {@link CacheInvalidator#saving} the entry is removed instead.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @param value the value, or null
     * @throws io.github.dkredis.CodecException if it cannot be written; nothing is changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public void put(Object key, @Nullable V value) {
        calls.put(key, value).await();
    }

    /**
     * As {@link #put(Object, Object)}, with a time to live of its own.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @param value the value, or null
     * @param ttl from 1 ms to a thousand years
     * @throws io.github.dkredis.CodecException if it cannot be written; nothing is changed
     * @throws io.github.dkredis.OutcomeUnknownException if the reply was lost
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public void put(Object key, @Nullable V value, Duration ttl) {
        calls.put(key, value, Durations.millis("the time to live", ttl)).await();
    }

    /**
     * Removes an entry; every load that runs is void. One script, harmless to repeat.
     *
     * @param key what Python can have as a key too: a text, a number, a list, a tuple …
     * @return whether there was one
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be asked
     */
    public boolean remove(Object key) {
        return calls.remove(key).await();
    }

    /**
     * A function whose results are cached; as Python's {@code cached}.
     *
     * @param <A> its argument
     * @param key a template as for {@link Cached#key}
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     * @throws IllegalArgumentException if the template is none
     */
    public <A> Function<A, @Nullable V> function(String key, Function<? super A, ? extends V> function) {
        KeyTemplate template = KeyTemplate.of(key, 1);
        return a -> get(template.key(a), k -> function.apply(a));
    }

    /**
     * A function of two arguments whose results are cached.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param key a template as for {@link Cached#key}
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     * @throws IllegalArgumentException if the template is none
     */
    public <A, B> BiFunction<A, B, @Nullable V> function(
            String key, BiFunction<? super A, ? super B, ? extends V> function) {
        KeyTemplate template = KeyTemplate.of(key, 2);
        return (a, b) -> get(template.key(a, b), k -> function.apply(a, b));
    }

    /**
     * A function of three arguments whose results are cached.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param <C> the third
     * @param key a template as for {@link Cached#key}
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     * @throws IllegalArgumentException if the template is none
     */
    public <A, B, C> Function3<A, B, C, V> function(
            String key, Function3<? super A, ? super B, ? super C, ? extends V> function) {
        KeyTemplate template = KeyTemplate.of(key, 3);
        return (a, b, c) -> get(template.key(a, b, c), k -> function.apply(a, b, c));
    }

    /**
     * A function whose results are cached under keys of its caller's making.
     *
     * @param <A> its argument
     * @param key makes the key: anything that Python can have as one
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     */
    public <A> Function<A, @Nullable V> functionBy(
            Function<? super A, ?> key, Function<? super A, ? extends V> function) {
        return a -> get(key.apply(a), k -> function.apply(a));
    }

    /**
     * A function of two arguments whose results are cached under keys of its caller's making.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param key makes the key: anything that Python can have as one
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     */
    public <A, B> BiFunction<A, B, @Nullable V> functionBy(
            BiFunction<? super A, ? super B, ?> key, BiFunction<? super A, ? super B, ? extends V> function) {
        return (a, b) -> get(key.apply(a, b), k -> function.apply(a, b));
    }

    /**
     * A function of three arguments whose results are cached under keys of its caller's making.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param <C> the third
     * @param key makes the key: anything that Python can have as one
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     */
    public <A, B, C> Function3<A, B, C, V> functionBy(
            Function3<? super A, ? super B, ? super C, ?> key,
            Function3<? super A, ? super B, ? super C, ? extends V> function) {
        return (a, b, c) -> get(Objects.requireNonNull(key.apply(a, b, c)), k -> function.apply(a, b, c));
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

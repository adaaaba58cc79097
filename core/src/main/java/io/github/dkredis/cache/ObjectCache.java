package io.github.dkredis.cache;

import io.github.dkredis.codec.TypeRef;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Python's object cache, entry for entry: the key is {@code obj-cache:} and a hash of the pickled key, the values are
 * pickles, and the TTL is 30 minutes. A key is anything that Python can have as a key too: a text, a number, a list, a
 * tuple …
 *
 * <p>The guarantees of {@link Cache} hold among Java processes. Python knows no fill leases: it may load at the same
 * time as Java, its {@code put} is honoured, and its {@code remove} of an absent entry cannot void a load that runs in
 * Java. There is no {@code clear}, no stale window and no near cache, because Python's readers know none of them.
 *
 * <p>A null value is Python's None. If a key holds equal texts or containers twice, Python may give it two names,
 * because a pickle refers to an object that it has already written. Such a key is stored under the name that literals
 * get, and removed under both.
 *
 * @param <V> the values
 */
public final class ObjectCache<V> extends Cache<Object, V> {

    private final AsyncCache<Object, V> async;

    ObjectCache(CacheOperations operations) {
        super(operations, KeyType.PYTHON);
        this.async = new AsyncCache<>(calls());
    }

    /**
     * Returns a view of the same entries that binds their values (dicts, lists, objects) to a class such as a record or
     * a bean.
     */
    public <T> ObjectCache<T> as(Class<T> type) {
        return typed(type);
    }

    /** As {@link #as(Class)}, for a generic type such as {@code new TypeRef<List<User>>() {}}. */
    public <T> ObjectCache<T> as(TypeRef<T> type) {
        return typed(type.type());
    }

    <T> ObjectCache<T> typed(Type type) {
        return new ObjectCache<>(operations().withFormat(EntryFormat.python(type)));
    }

    /**
     * Returns a view of the same entries that uses another TTL for whatever it stores. The default is 30 minutes.
     *
     * @param ttl from 1 ms to a thousand years
     * @throws IllegalArgumentException if the TTL is out of bounds
     */
    public ObjectCache<V> withTtl(Duration ttl) {
        return new ObjectCache<>(operations().withTtl(ttl));
    }

    @Override
    public AsyncCache<Object, V> async() {
        return async;
    }

    /**
     * Returns a function whose results are cached, as by Python's {@code cached}.
     *
     * @param key a template as for {@link Cached#key}
     * @param function a null result is cached, an exception is not
     * @throws IllegalArgumentException if the template is invalid
     */
    public <A> Function<A, @Nullable V> function(String key, Function<? super A, ? extends V> function) {
        KeyTemplate template = KeyTemplate.of(key, 1);
        return a -> get(template.key(a), k -> function.apply(a));
    }

    /**
     * As {@link #function(String, Function)}, for a function of two arguments. For more arguments, call
     * {@link #get(Object, CacheLoader)} or annotate an interface with {@link Cached}.
     */
    public <A, B> BiFunction<A, B, @Nullable V> function(
            String key, BiFunction<? super A, ? super B, ? extends V> function) {
        KeyTemplate template = KeyTemplate.of(key, 2);
        return (a, b) -> get(template.key(a, b), k -> function.apply(a, b));
    }

    /**
     * Returns a function whose results are cached under keys that the caller makes.
     *
     * @param key makes the key of a call, from its argument
     * @param function a null result is cached, an exception is not
     */
    public <A> Function<A, @Nullable V> functionBy(
            Function<? super A, ?> key, Function<? super A, ? extends V> function) {
        return a -> get(key.apply(a), k -> function.apply(a));
    }

    /** As {@link #functionBy(Function, Function)}, for a function of two arguments. */
    public <A, B> BiFunction<A, B, @Nullable V> functionBy(
            BiFunction<? super A, ? super B, ?> key, BiFunction<? super A, ? super B, ? extends V> function) {
        return (a, b) -> get(key.apply(a, b), k -> function.apply(a, b));
    }
}

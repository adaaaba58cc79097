package io.github.dkredis.value;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Values} without blocking: every method is begun at once and answers with a stage. The stage completes on the
 * client's executor within the client's time limit, with the value or the exception that the method of the same name in
 * {@link Values} returns or throws; misuse is thrown at once. Cancelling a stage gives up the wait, not what was sent.
 */
public final class AsyncValues {

    private final ValueCalls calls;

    AsyncValues(ValueCalls calls) {
        this.calls = calls;
    }

    /**
     * The same with another codec.
     *
     * @param codec how values become bytes
     * @return a view; this one is unchanged
     */
    public AsyncValues withCodec(Codec codec) {
        return new AsyncValues(calls.withCodec(codec));
    }

    /**
     * Stores a value; it lives until it is removed. One {@code SET}.
     *
     * @param key the key
     * @param value a value the codec can write; null where it has a form for it
     * @return a stage of the end of it
     * @see Values#set
     */
    public CompletionStage<@Nullable Void> set(String key, @Nullable Object value) {
        return calls.set(key, value).stage();
    }

    /**
     * Stores a value for a time. One {@code SET … PX}.
     *
     * @param key the key
     * @param value a value the codec can write; null where it has a form for it
     * @param ttl how long it lives, from 1 ms to a thousand years
     * @return a stage of the end of it
     * @see Values#set
     */
    public CompletionStage<@Nullable Void> set(String key, @Nullable Object value, Duration ttl) {
        return calls.set(key, value, ttl).stage();
    }

    /**
     * Stores several values in one atomic step; they live until they are removed. One {@code MSET}.
     *
     * @param values at least one key with its value
     * @return a stage of the end of it
     * @see Values#setAll
     */
    public CompletionStage<@Nullable Void> setAll(Map<String, ?> values) {
        return calls.setAll(values).stage();
    }

    /**
     * Stores several values for a time in one atomic step. One script.
     *
     * @param values at least one key with its value
     * @param ttl how long they live, from 1 ms to a thousand years
     * @return a stage of the end of it
     * @see Values#setAll
     */
    public CompletionStage<@Nullable Void> setAll(Map<String, ?> values, Duration ttl) {
        return calls.setAll(values, ttl).stage();
    }

    /**
     * The value in the codec's natural types. One {@code GET}.
     *
     * @param key the key
     * @return a stage of the value; empty if there is none or it is null
     * @see Values#get
     */
    public CompletionStage<Optional<Object>> get(String key) {
        return calls.<Object>get(key, null).stage();
    }

    /**
     * The value as a given class: a natural type of the codec, a record or a bean. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @return a stage of the value; empty if there is none or it is null
     * @see Values#get
     */
    public <T> CompletionStage<Optional<T>> get(String key, Class<T> type) {
        return calls.<T>get(key, Objects.requireNonNull(type, "type")).stage();
    }

    /**
     * The value as a generic type. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the type, as {@code new TypeRef<List<User>>() {}}
     * @return a stage of the value; empty if there is none or it is null
     * @see Values#get
     */
    public <T> CompletionStage<Optional<T>> get(String key, TypeRef<T> type) {
        return calls.<T>get(key, type.type()).stage();
    }

    /**
     * The value, or another one if there is none. One {@code GET}.
     *
     * @param key the key
     * @param fallback what to answer if there is no value or it is null
     * @return a stage of the value or the fallback
     * @see Values#getOrDefault
     */
    public CompletionStage<Object> getOrDefault(String key, Object fallback) {
        return calls.getOrDefault(key, null, fallback).stage();
    }

    /**
     * The value as a given class, or another one if there is none. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @param fallback what to answer if there is no value or it is null
     * @return a stage of the value or the fallback
     * @see Values#getOrDefault
     */
    public <T> CompletionStage<T> getOrDefault(String key, Class<T> type, T fallback) {
        return calls.getOrDefault(key, Objects.requireNonNull(type, "type"), fallback)
                .stage();
    }

    /**
     * The values of several keys, read in one atomic step. One {@code MGET}. A key that holds another Redis type is
     * left out.
     *
     * @param keys at least one key
     * @return a stage of the keys that have a value, in the order asked for, with null for a stored null;
     *     unmodifiable
     * @see Values#getAll
     */
    public CompletionStage<Map<String, @Nullable Object>> getAll(Collection<String> keys) {
        return calls.<Object>getAll(keys, null).stage();
    }

    /**
     * The values of several keys as a given class, read in one atomic step. One {@code MGET}. A key that holds
     * another Redis type is left out.
     *
     * @param <T> the type
     * @param keys at least one key
     * @param type the class
     * @return a stage of the keys that have a value, in the order asked for, with null for a stored null;
     *     unmodifiable
     * @see Values#getAll
     */
    public <T> CompletionStage<Map<String, @Nullable T>> getAll(Collection<String> keys, Class<T> type) {
        return calls.<T>getAll(keys, Objects.requireNonNull(type, "type")).stage();
    }

    /**
     * Removes a value and returns it, in one atomic step: of several callers one gets it. One {@code GETDEL}.
     *
     * @param key the key
     * @return a stage of the value; empty if there was none or it was null
     * @see Values#pop
     */
    public CompletionStage<Optional<Object>> pop(String key) {
        return calls.<Object>pop(key, null).stage();
    }

    /**
     * Removes a value and returns it as a given class, in one atomic step. One {@code GETDEL}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @return a stage of the value; empty if there was none or it was null
     * @see Values#pop
     */
    public <T> CompletionStage<Optional<T>> pop(String key, Class<T> type) {
        return calls.<T>pop(key, Objects.requireNonNull(type, "type")).stage();
    }

    /**
     * Removes a value and returns it as a generic type, in one atomic step. One {@code GETDEL}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the type, as {@code new TypeRef<List<User>>() {}}
     * @return a stage of the value; empty if there was none or it was null
     * @see Values#pop
     */
    public <T> CompletionStage<Optional<T>> pop(String key, TypeRef<T> type) {
        return calls.<T>pop(key, type.type()).stage();
    }

    /**
     * Removes a key, whatever Redis type it holds. One {@code UNLINK}.
     *
     * @param key the key
     * @return a stage of whether there was one
     * @see Values#remove
     */
    public CompletionStage<Boolean> remove(String key) {
        return calls.remove(key).stage();
    }

    /**
     * Removes several keys in one atomic step, whatever Redis types they hold. One {@code UNLINK}.
     *
     * @param keys at least one key
     * @return a stage of how many there were
     * @see Values#removeAll
     */
    public CompletionStage<Long> removeAll(Collection<String> keys) {
        return calls.removeAll(keys).stage();
    }

    /**
     * Whether there is a key, whatever Redis type it holds. One {@code EXISTS}.
     *
     * @param key the key
     * @return a stage of whether there is one
     * @see Values#contains
     */
    public CompletionStage<Boolean> contains(String key) {
        return calls.contains(key).stage();
    }
}

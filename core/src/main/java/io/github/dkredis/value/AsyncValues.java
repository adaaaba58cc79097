package io.github.dkredis.value;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Values} without blocking. A method starts its operation and returns a stage, which completes
 * on the client's executor with the result or the exception of the blocking method. Misuse is thrown at once.
 * Cancelling a stage abandons the wait, but does not recall a command that was sent.
 */
public final class AsyncValues {

    private final ValueCalls calls;

    AsyncValues(ValueCalls calls) {
        this.calls = calls;
    }

    /** Returns a view that uses another codec, as {@link Values#withCodec} does. */
    public AsyncValues withCodec(Codec codec) {
        return new AsyncValues(calls.withCodec(codec));
    }

    /** Runs {@link Values#set(String, Object)} without blocking. */
    public CompletionStage<@Nullable Void> set(String key, @Nullable Object value) {
        return calls.set(key, value, (Type) null).stage();
    }

    /** Runs {@link Values#set(String, Object, Duration)} without blocking. */
    public CompletionStage<@Nullable Void> set(String key, @Nullable Object value, Duration ttl) {
        return calls.set(key, value, ttl, null).stage();
    }

    /** Runs {@link Values#set(String, Object, TypeRef)} without blocking. */
    public <T> CompletionStage<@Nullable Void> set(String key, @Nullable T value, TypeRef<T> type) {
        return calls.set(key, value, type.type()).stage();
    }

    /** Runs {@link Values#set(String, Object, Duration, TypeRef)} without blocking. */
    public <T> CompletionStage<@Nullable Void> set(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        return calls.set(key, value, ttl, type.type()).stage();
    }

    /** Runs {@link Values#setAll(Map)} without blocking. */
    public CompletionStage<@Nullable Void> setAll(Map<String, ?> values) {
        return calls.setAll(values, (Type) null).stage();
    }

    /** Runs {@link Values#setAll(Map, Duration)} without blocking. */
    public CompletionStage<@Nullable Void> setAll(Map<String, ?> values, Duration ttl) {
        return calls.setAll(values, ttl, null).stage();
    }

    /** Runs {@link Values#setAll(Map, TypeRef)} without blocking. */
    public <T> CompletionStage<@Nullable Void> setAll(Map<String, ? extends @Nullable T> values, TypeRef<T> type) {
        return calls.setAll(values, type.type()).stage();
    }

    /** Runs {@link Values#setAll(Map, Duration, TypeRef)} without blocking. */
    public <T> CompletionStage<@Nullable Void> setAll(
            Map<String, ? extends @Nullable T> values, Duration ttl, TypeRef<T> type) {
        return calls.setAll(values, ttl, type.type()).stage();
    }

    /** Runs {@link Values#setIfAbsent(String, Object)} without blocking. */
    public CompletionStage<Boolean> setIfAbsent(String key, @Nullable Object value) {
        return calls.setIfAbsent(key, value, (Type) null).stage();
    }

    /** Runs {@link Values#setIfAbsent(String, Object, Duration)} without blocking. */
    public CompletionStage<Boolean> setIfAbsent(String key, @Nullable Object value, Duration ttl) {
        return calls.setIfAbsent(key, value, ttl, null).stage();
    }

    /** Runs {@link Values#setIfAbsent(String, Object, TypeRef)} without blocking. */
    public <T> CompletionStage<Boolean> setIfAbsent(String key, @Nullable T value, TypeRef<T> type) {
        return calls.setIfAbsent(key, value, type.type()).stage();
    }

    /** Runs {@link Values#setIfAbsent(String, Object, Duration, TypeRef)} without blocking. */
    public <T> CompletionStage<Boolean> setIfAbsent(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        return calls.setIfAbsent(key, value, ttl, type.type()).stage();
    }

    /** Runs {@link Values#getAndSet(String, Object)} without blocking. */
    public CompletionStage<Optional<Object>> getAndSet(String key, @Nullable Object value) {
        return calls.<Object>getAndSet(key, value, null).stage();
    }

    /** Runs {@link Values#getAndSet(String, Object, Duration)} without blocking. */
    public CompletionStage<Optional<Object>> getAndSet(String key, @Nullable Object value, Duration ttl) {
        return calls.<Object>getAndSet(key, value, ttl, null).stage();
    }

    /** Runs {@link Values#getAndSet(String, Object, Class)} without blocking. */
    public <T> CompletionStage<Optional<T>> getAndSet(String key, @Nullable T value, Class<T> type) {
        return calls.<T>getAndSet(key, value, Objects.requireNonNull(type, "type"))
                .stage();
    }

    /** Runs {@link Values#getAndSet(String, Object, Duration, Class)} without blocking. */
    public <T> CompletionStage<Optional<T>> getAndSet(String key, @Nullable T value, Duration ttl, Class<T> type) {
        return calls.<T>getAndSet(key, value, ttl, Objects.requireNonNull(type, "type"))
                .stage();
    }

    /** Runs {@link Values#getAndSet(String, Object, TypeRef)} without blocking. */
    public <T> CompletionStage<Optional<T>> getAndSet(String key, @Nullable T value, TypeRef<T> type) {
        return calls.<T>getAndSet(key, value, type.type()).stage();
    }

    /** Runs {@link Values#getAndSet(String, Object, Duration, TypeRef)} without blocking. */
    public <T> CompletionStage<Optional<T>> getAndSet(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        return calls.<T>getAndSet(key, value, ttl, type.type()).stage();
    }

    /** Runs {@link Values#get(String)} without blocking. */
    public CompletionStage<Optional<Object>> get(String key) {
        return calls.<Object>get(key, null).stage();
    }

    /** Runs {@link Values#get(String, Class)} without blocking. */
    public <T> CompletionStage<Optional<T>> get(String key, Class<T> type) {
        return calls.<T>get(key, Objects.requireNonNull(type, "type")).stage();
    }

    /** Runs {@link Values#get(String, TypeRef)} without blocking. */
    public <T> CompletionStage<Optional<T>> get(String key, TypeRef<T> type) {
        return calls.<T>get(key, type.type()).stage();
    }

    /** Runs {@link Values#getOrDefault(String, Object)} without blocking. */
    public CompletionStage<Object> getOrDefault(String key, Object fallback) {
        return calls.getOrDefault(key, null, fallback).stage();
    }

    /** Runs {@link Values#getOrDefault(String, Class, Object)} without blocking. */
    public <T> CompletionStage<T> getOrDefault(String key, Class<T> type, T fallback) {
        return calls.getOrDefault(key, Objects.requireNonNull(type, "type"), fallback)
                .stage();
    }

    /** Runs {@link Values#getOrDefault(String, TypeRef, Object)} without blocking. */
    public <T> CompletionStage<T> getOrDefault(String key, TypeRef<T> type, T fallback) {
        return calls.getOrDefault(key, type.type(), fallback).stage();
    }

    /** Runs {@link Values#getAll(Collection)} without blocking. */
    public CompletionStage<Map<String, @Nullable Object>> getAll(Collection<String> keys) {
        return calls.<Object>getAll(keys, null).stage();
    }

    /** Runs {@link Values#getAll(Collection, Class)} without blocking. */
    public <T> CompletionStage<Map<String, @Nullable T>> getAll(Collection<String> keys, Class<T> type) {
        return calls.<T>getAll(keys, Objects.requireNonNull(type, "type")).stage();
    }

    /** Runs {@link Values#getAll(Collection, TypeRef)} without blocking. */
    public <T> CompletionStage<Map<String, @Nullable T>> getAll(Collection<String> keys, TypeRef<T> type) {
        return calls.<T>getAll(keys, type.type()).stage();
    }

    /** Runs {@link Values#pop(String)} without blocking. */
    public CompletionStage<Optional<Object>> pop(String key) {
        return calls.<Object>pop(key, null).stage();
    }

    /** Runs {@link Values#pop(String, Class)} without blocking. */
    public <T> CompletionStage<Optional<T>> pop(String key, Class<T> type) {
        return calls.<T>pop(key, Objects.requireNonNull(type, "type")).stage();
    }

    /** Runs {@link Values#pop(String, TypeRef)} without blocking. */
    public <T> CompletionStage<Optional<T>> pop(String key, TypeRef<T> type) {
        return calls.<T>pop(key, type.type()).stage();
    }

    /** Runs {@link Values#remove(String)} without blocking. */
    public CompletionStage<Boolean> remove(String key) {
        return calls.remove(key).stage();
    }

    /** Runs {@link Values#removeAll(Collection)} without blocking. */
    public CompletionStage<Long> removeAll(Collection<String> keys) {
        return calls.removeAll(keys).stage();
    }

    /** Runs {@link Values#contains(String)} without blocking. */
    public CompletionStage<Boolean> contains(String key) {
        return calls.contains(key).stage();
    }

    /** Runs {@link Values#ttl(String)} without blocking. */
    public CompletionStage<KeyTtl> ttl(String key) {
        return calls.ttl(key).stage();
    }

    /** Runs {@link Values#expire(String, Duration)} without blocking. */
    public CompletionStage<Boolean> expire(String key, Duration ttl) {
        return calls.expire(key, ttl).stage();
    }

    /** Runs {@link Values#persist(String)} without blocking. */
    public CompletionStage<Boolean> persist(String key) {
        return calls.persist(key).stage();
    }

    @Override
    public String toString() {
        return "AsyncValues" + calls;
    }
}

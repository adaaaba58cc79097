package io.github.dkredis.value;

import io.github.dkredis.codec.TypeRef;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The methods that {@link Values} and {@link AsyncValues} share. */
interface ValuesApi {

    void set(String key, @Nullable Object value);

    void set(String key, @Nullable Object value, Duration ttl);

    void setAll(Map<String, ?> values);

    void setAll(Map<String, ?> values, Duration ttl);

    <T> void set(String key, @Nullable T value, TypeRef<T> type);

    <T> void set(String key, @Nullable T value, Duration ttl, TypeRef<T> type);

    <T> void setAll(Map<String, ? extends @Nullable T> values, TypeRef<T> type);

    <T> void setAll(Map<String, ? extends @Nullable T> values, Duration ttl, TypeRef<T> type);

    Optional<Object> get(String key);

    <T> Optional<T> get(String key, Class<T> type);

    <T> Optional<T> get(String key, TypeRef<T> type);

    Object getOrDefault(String key, Object fallback);

    <T> T getOrDefault(String key, Class<T> type, T fallback);

    Map<String, @Nullable Object> getAll(Collection<String> keys);

    <T> Map<String, @Nullable T> getAll(Collection<String> keys, Class<T> type);

    Optional<Object> pop(String key);

    <T> Optional<T> pop(String key, Class<T> type);

    <T> Optional<T> pop(String key, TypeRef<T> type);

    boolean remove(String key);

    long removeAll(Collection<String> keys);

    boolean contains(String key);

    boolean setIfAbsent(String key, @Nullable Object value);

    boolean setIfAbsent(String key, @Nullable Object value, Duration ttl);

    <T> boolean setIfAbsent(String key, @Nullable T value, TypeRef<T> type);

    <T> boolean setIfAbsent(String key, @Nullable T value, Duration ttl, TypeRef<T> type);

    Optional<Object> getAndSet(String key, @Nullable Object value);

    Optional<Object> getAndSet(String key, @Nullable Object value, Duration ttl);

    <T> Optional<T> getAndSet(String key, @Nullable T value, Class<T> type);

    <T> Optional<T> getAndSet(String key, @Nullable T value, Duration ttl, Class<T> type);

    <T> Optional<T> getAndSet(String key, @Nullable T value, TypeRef<T> type);

    <T> Optional<T> getAndSet(String key, @Nullable T value, Duration ttl, TypeRef<T> type);

    <T> T getOrDefault(String key, TypeRef<T> type, T fallback);

    <T> Map<String, @Nullable T> getAll(Collection<String> keys, TypeRef<T> type);

    KeyTtl ttl(String key);

    boolean expire(String key, Duration ttl);

    boolean persist(String key);
}

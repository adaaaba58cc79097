package io.github.dkredis.value;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Operations on keys that hold any value. The default codec is pickle, so Python's {@code get_pyval} and
 * {@code set_pyval} read and write the same values.
 *
 * <p>A Redis key is the given text in UTF-8 and must not be empty. The Redis value is a string that holds the codec's
 * bytes and nothing else. Every operation is one command and one round trip. This class is thread-safe.
 *
 * <p><b>Several keys in a cluster.</b> A cluster can change or read only the keys of one hash slot in one step. So an
 * operation on several keys sends one command for each slot, all at the same time: it is atomic for the keys that share
 * a slot (by a hash tag, as in {@code {user:7}:name}), and not for all of them. If it fails, keys of other slots may
 * have been changed all the same.
 *
 * <p><b>Null and missing.</b> A stored null (Python's None) reads as {@link Optional#empty()}, like a missing key;
 * Python's {@code get_pyval} does the same. {@link #getAll} and {@link #contains} tell the two apart.
 *
 * <p><b>TTL.</b> The server keeps TTLs in milliseconds: fractions are cut off, and a TTL below one millisecond is
 * refused. Setting a value without a TTL makes the key permanent, even if it had a TTL before.
 *
 * <p><b>Guarantees.</b> Each operation is atomic. Reads are sent again after a lost connection; everything that changes
 * a key is never sent twice. In addition to the exceptions that each method names, every method can throw:
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} or {@link NullPointerException}: a key is null, empty or not valid Unicode, or
 *       the TTL is out of bounds. Nothing was sent.
 *   <li>{@link IllegalStateException}: the client is closed. Nothing was sent.
 *   <li>{@link io.github.dkredis.RedisUnavailableException}: Redis cannot be reached, or refuses the command for now. A
 *       write did not happen.
 *   <li>{@link io.github.dkredis.OutcomeUnknownException}: a write was sent and its reply was lost. The write happened
 *       once or not at all.
 *   <li>{@link io.github.dkredis.OperationInterruptedException}: the thread was interrupted while it waited.
 *   <li>{@link io.github.dkredis.ServerErrorException}: Redis refused the command, for lack of permission for example.
 * </ul>
 */
public final class Values {

    private final Client client;
    private final ValueCalls calls;

    /**
     * For internal use: applications call {@code DkRedis.values()}.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public Values(Client client, Codec codec) {
        this.client = client;
        this.calls = new ValueCalls(client, codec);
    }

    /**
     * Returns a view that uses another codec; this object is unchanged.
     *
     * @param codec converts values to bytes and back
     */
    public Values withCodec(Codec codec) {
        return new Values(client, codec);
    }

    /** {@return the same operations without blocking} */
    public AsyncValues async() {
        return new AsyncValues(calls);
    }

    /**
     * Stores a permanent value, with one {@code SET}.
     *
     * @param value a value that the codec can write; null if the codec has a form for it
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public void set(String key, @Nullable Object value) {
        calls.set(key, value, (Type) null).await();
    }

    /**
     * Stores a value with a TTL, with one {@code SET … PX}.
     *
     * @param value a value that the codec can write; null if the codec has a form for it
     * @param ttl from 1 ms to a thousand years
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public void set(String key, @Nullable Object value, Duration ttl) {
        calls.set(key, value, ttl, null).await();
    }

    /**
     * Stores a permanent value as its declared type, as {@link #set(String, Object)} does. The type matters for generic
     * classes: an instance of {@code Page<Shape>} does not say that its elements are shapes, whose classes are written
     * with them.
     *
     * @param type the type as which the value will be read, such as {@code new TypeRef<Page<Shape>>() {}}
     */
    public <T> void set(String key, @Nullable T value, TypeRef<T> type) {
        calls.set(key, value, type.type()).await();
    }

    /**
     * Stores a value with a TTL as its declared type, as {@link #set(String, Object, TypeRef)} does.
     *
     * @param ttl from 1 ms to a thousand years
     */
    public <T> void set(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        calls.set(key, value, ttl, type.type()).await();
    }

    /**
     * Stores several permanent values in one atomic step, with one {@code MSET}.
     *
     * @param values at least one key with its value
     * @throws io.github.dkredis.CodecException if the codec cannot write a value; nothing was sent
     */
    public void setAll(Map<String, ?> values) {
        calls.setAll(values, (Type) null).await();
    }

    /**
     * Stores several values with one TTL in one atomic step, with one script.
     *
     * @param values at least one key with its value
     * @param ttl from 1 ms to a thousand years
     * @throws io.github.dkredis.CodecException if the codec cannot write a value; nothing was sent
     */
    public void setAll(Map<String, ?> values, Duration ttl) {
        calls.setAll(values, ttl, null).await();
    }

    /** Stores several permanent values as their declared type, as {@link #setAll(Map)} does. */
    public <T> void setAll(Map<String, ? extends @Nullable T> values, TypeRef<T> type) {
        calls.setAll(values, type.type()).await();
    }

    /** Stores several values with one TTL as their declared type, as {@link #setAll(Map, Duration)} does. */
    public <T> void setAll(Map<String, ? extends @Nullable T> values, Duration ttl, TypeRef<T> type) {
        calls.setAll(values, ttl, type.type()).await();
    }

    /**
     * Stores a permanent value if the key is missing, in one atomic step: of several concurrent callers, one stores its
     * value. One {@code SET … NX}.
     *
     * @param value a value that the codec can write; null if the codec has a form for it
     * @return whether the value was stored; false if the key exists, with whatever type and value
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public boolean setIfAbsent(String key, @Nullable Object value) {
        return calls.setIfAbsent(key, value, (Type) null).await();
    }

    /**
     * Stores a value with a TTL if the key is missing, as {@link #setIfAbsent(String, Object)} does. A key that exists
     * keeps its TTL.
     *
     * @param ttl from 1 ms to a thousand years
     */
    public boolean setIfAbsent(String key, @Nullable Object value, Duration ttl) {
        return calls.setIfAbsent(key, value, ttl, null).await();
    }

    /** Stores a value as its declared type if the key is missing, as {@link #setIfAbsent(String, Object)} does. */
    public <T> boolean setIfAbsent(String key, @Nullable T value, TypeRef<T> type) {
        return calls.setIfAbsent(key, value, type.type()).await();
    }

    /**
     * Stores a value with a TTL as its declared type if the key is missing, as {@link #setIfAbsent(String, Object,
     * Duration)} does.
     */
    public <T> boolean setIfAbsent(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        return calls.setIfAbsent(key, value, ttl, type.type()).await();
    }

    /**
     * Stores a permanent value and returns the one that it replaces, in the codec's natural types, in one atomic step.
     * One {@code SET … GET}.
     *
     * @param value a value that the codec can write; null if the codec has a form for it
     * @return the old value; empty if the key was missing or held null
     * @throws io.github.dkredis.CodecException if the codec cannot write the value (nothing was sent), or the old bytes
     *     are not a valid value of the codec (the new value was stored)
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type; nothing was stored
     */
    public Optional<Object> getAndSet(String key, @Nullable Object value) {
        return calls.<Object>getAndSet(key, value, null).await();
    }

    /**
     * Stores a value with a TTL and returns the one that it replaces, as {@link #getAndSet(String, Object)} does.
     *
     * @param ttl from 1 ms to a thousand years
     */
    public Optional<Object> getAndSet(String key, @Nullable Object value, Duration ttl) {
        return calls.<Object>getAndSet(key, value, ttl, null).await();
    }

    /**
     * Stores a permanent value and returns the one that it replaces as a given class, as {@link #getAndSet(String,
     * Object)} does.
     */
    public <T> Optional<T> getAndSet(String key, @Nullable T value, Class<T> type) {
        return calls.<T>getAndSet(key, value, Objects.requireNonNull(type, "type"))
                .await();
    }

    /**
     * Stores a value with a TTL and returns the one that it replaces as a given class, as {@link #getAndSet(String,
     * Object)} does.
     */
    public <T> Optional<T> getAndSet(String key, @Nullable T value, Duration ttl, Class<T> type) {
        return calls.<T>getAndSet(key, value, ttl, Objects.requireNonNull(type, "type"))
                .await();
    }

    /**
     * Stores a permanent value and returns the one that it replaces as a generic type, as {@link #getAndSet(String,
     * Object)} does.
     */
    public <T> Optional<T> getAndSet(String key, @Nullable T value, TypeRef<T> type) {
        return calls.<T>getAndSet(key, value, type.type()).await();
    }

    /**
     * Stores a value with a TTL and returns the one that it replaces as a generic type, as {@link #getAndSet(String,
     * Object)} does.
     */
    public <T> Optional<T> getAndSet(String key, @Nullable T value, Duration ttl, TypeRef<T> type) {
        return calls.<T>getAndSet(key, value, ttl, type.type()).await();
    }

    /**
     * Reads a value in the codec's natural types, with one {@code GET}.
     *
     * @return the value; empty if the key is missing or holds null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Optional<Object> get(String key) {
        return calls.<Object>get(key, null).await();
    }

    /**
     * Reads a value as a given class, with one {@code GET}.
     *
     * @param type a natural type of the codec, a record or a bean
     * @return the value; empty if the key is missing or holds null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, or the value
     *     does not fit the type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> get(String key, Class<T> type) {
        return calls.<T>get(key, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * Reads a value as a generic type, with one {@code GET}.
     *
     * @param type the type, such as {@code new TypeRef<List<User>>() {}}
     * @return the value; empty if the key is missing or holds null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, or the value
     *     does not fit the type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> get(String key, TypeRef<T> type) {
        return calls.<T>get(key, type.type()).await();
    }

    /**
     * Reads a value in the codec's natural types, or returns a fallback, with one {@code GET}.
     *
     * @param fallback returned if the key is missing or holds null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Object getOrDefault(String key, Object fallback) {
        return calls.getOrDefault(key, null, fallback).await();
    }

    /**
     * Reads a value as a given class, or returns a fallback, with one {@code GET}.
     *
     * @param type a natural type of the codec, a record or a bean
     * @param fallback returned if the key is missing or holds null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, or the value
     *     does not fit the type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> T getOrDefault(String key, Class<T> type, T fallback) {
        return calls.getOrDefault(key, Objects.requireNonNull(type, "type"), fallback)
                .await();
    }

    /**
     * Reads a value as a generic type, or returns a fallback, with one {@code GET}; otherwise as
     * {@link #getOrDefault(String, Class, Object)}.
     *
     * @param type the type, such as {@code new TypeRef<List<User>>() {}}
     * @param fallback returned if the key is missing or holds null
     */
    public <T> T getOrDefault(String key, TypeRef<T> type, T fallback) {
        return calls.getOrDefault(key, type.type(), fallback).await();
    }

    /**
     * Reads several values in one atomic step, with one {@code MGET}. A key that holds another Redis type is left out.
     *
     * @param keys at least one key
     * @return the keys that have a value, in the order of the request, with null for a stored null; unmodifiable
     * @throws io.github.dkredis.CodecException if the stored bytes of a key are not a valid value of the codec
     */
    public Map<String, @Nullable Object> getAll(Collection<String> keys) {
        return calls.<Object>getAll(keys, null).await();
    }

    /**
     * Reads several values as a given class in one atomic step, with one {@code MGET}. A key that holds another Redis
     * type is left out.
     *
     * @param keys at least one key
     * @param type a natural type of the codec, a record or a bean
     * @return the keys that have a value, in the order of the request, with null for a stored null; unmodifiable
     * @throws io.github.dkredis.CodecException if the stored bytes of a key are not a valid value of the codec, or a
     *     value does not fit the type
     */
    public <T> Map<String, @Nullable T> getAll(Collection<String> keys, Class<T> type) {
        return calls.<T>getAll(keys, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * Reads several values as a generic type in one atomic step, as {@link #getAll(Collection, Class)} does.
     *
     * @param keys at least one key
     * @param type the type, such as {@code new TypeRef<List<User>>() {}}
     */
    public <T> Map<String, @Nullable T> getAll(Collection<String> keys, TypeRef<T> type) {
        return calls.<T>getAll(keys, type.type()).await();
    }

    /**
     * Removes a value and returns it, in one atomic step: of several concurrent callers, one gets the value. One
     * {@code GETDEL}.
     *
     * @return the value; empty if the key was missing or held null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec; the key has been
     *     removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Optional<Object> pop(String key) {
        return calls.<Object>pop(key, null).await();
    }

    /**
     * Removes a value and returns it as a given class, as {@link #pop(String)} does.
     *
     * @param type a natural type of the codec, a record or a bean
     * @return the value; empty if the key was missing or held null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, or the value
     *     does not fit the type; the key has been removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> pop(String key, Class<T> type) {
        return calls.<T>pop(key, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * Removes a value and returns it as a generic type, as {@link #pop(String)} does.
     *
     * @param type the type, such as {@code new TypeRef<List<User>>() {}}
     * @return the value; empty if the key was missing or held null
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, or the value
     *     does not fit the type; the key has been removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> pop(String key, TypeRef<T> type) {
        return calls.<T>pop(key, type.type()).await();
    }

    /**
     * Removes a key of any Redis type, with one {@code UNLINK}.
     *
     * @return whether the key existed
     */
    public boolean remove(String key) {
        return calls.remove(key).await();
    }

    /**
     * Removes several keys of any Redis type in one atomic step, with one {@code UNLINK}.
     *
     * @param keys at least one key
     * @return how many of the keys existed
     */
    public long removeAll(Collection<String> keys) {
        return calls.removeAll(keys).await();
    }

    /**
     * Checks whether a key of any Redis type exists, with one {@code EXISTS}.
     *
     * @return whether the key exists
     */
    public boolean contains(String key) {
        return calls.contains(key).await();
    }

    // ---- the TTL of keys of any type

    /**
     * Reads the TTL of a key of any Redis type, with one {@code PTTL}.
     *
     * @return whether the key is missing, permanent, or how long it will still exist
     */
    public KeyTtl ttl(String key) {
        return calls.ttl(key).await();
    }

    /**
     * Sets the TTL of a key of any Redis type, from now on, with one {@code PEXPIRE}.
     *
     * @param ttl from 1 ms to a thousand years
     * @return whether the key exists
     */
    public boolean expire(String key, Duration ttl) {
        return calls.expire(key, ttl).await();
    }

    /**
     * Removes the TTL of a key of any Redis type, so that it becomes permanent, with one {@code PERSIST}.
     *
     * @return whether there was a TTL; false if the key is missing or permanent
     */
    public boolean persist(String key) {
        return calls.persist(key).await();
    }

    /** Returns the codec, for logs. */
    @Override
    public String toString() {
        return "Values" + calls;
    }
}

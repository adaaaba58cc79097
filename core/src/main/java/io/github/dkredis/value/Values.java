package io.github.dkredis.value;

import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Any value under a key. The codec is pickle unless chosen otherwise, so that Python's {@code get_pyval} and {@code
 * set_pyval} read and write the same values.
 *
 * <p>Redis key: as given, UTF-8; any text but the empty one. Redis value: a string, the codec's bytes with nothing around
 * them. Every operation is one command and one round trip. Safe for use by many threads.
 *
 * <p><b>None and missing.</b> A stored null (Python's None) reads as {@link Optional#empty()}, as a missing key does: so
 * does Python's {@code get_pyval}. {@link #getAll} and {@link #contains} tell the two apart.
 *
 * <p><b>Times to live</b> are kept by the server in milliseconds; fractions of one are cut, and less than one is refused.
 * A set without one makes the key live until it is removed, also if it had one before.
 *
 * <p><b>Guarantees.</b> Each operation is atomic. Reads are sent again if the connection is lost; {@code set}, {@code pop}
 * and {@code remove} are never sent twice. Beside what each method names, every method can throw:
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} or {@link NullPointerException}: a key that is null, empty or no Unicode text; a
 *       time to live out of bounds. Nothing was sent.
 *   <li>{@link IllegalStateException}: the client is closed. Nothing was sent.
 *   <li>{@link io.github.dkredis.RedisUnavailableException}: Redis could not be asked, or refused for now. A write did not
 *       happen.
 *   <li>{@link io.github.dkredis.OutcomeUnknownException}: a write was sent and its reply was lost. It happened once or not
 *       at all.
 *   <li>{@link io.github.dkredis.OperationInterruptedException}: the thread was interrupted while waiting.
 *   <li>{@link io.github.dkredis.ServerErrorException}: Redis refused the command, for want of permission, say.
 * </ul>
 */
public final class Values {

    private final Client client;
    private final ValueCalls calls;

    /**
     * Not for callers: obtained from {@code DkRedis.values()}.
     *
     * @param client the client
     * @param codec how values become bytes
     * @hidden
     */
    @SuppressWarnings("exports")
    public Values(Client client, Codec codec) {
        this.client = client;
        this.calls = new ValueCalls(client, codec);
    }

    /**
     * The same with another codec.
     *
     * @param codec how values become bytes
     * @return a view; this one is unchanged
     */
    public Values withCodec(Codec codec) {
        return new Values(client, Objects.requireNonNull(codec, "codec"));
    }

    /**
     * The same operations without blocking.
     *
     * @return a view
     */
    public AsyncValues async() {
        return new AsyncValues(calls);
    }

    /**
     * Stores a value; it lives until it is removed. One {@code SET}.
     *
     * @param key the key
     * @param value a value the codec can write; null where it has a form for it
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public void set(String key, @Nullable Object value) {
        calls.set(key, value).await();
    }

    /**
     * Stores a value for a time. One {@code SET … PX}.
     *
     * @param key the key
     * @param value a value the codec can write; null where it has a form for it
     * @param ttl how long it lives, from 1 ms to a thousand years
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public void set(String key, @Nullable Object value, Duration ttl) {
        calls.set(key, value, ttl).await();
    }

    /**
     * Stores several values in one atomic step; they live until they are removed. One {@code MSET}.
     *
     * @param values at least one key with its value
     * @throws io.github.dkredis.CodecException if the codec cannot write a value; nothing was sent
     */
    public void setAll(Map<String, ?> values) {
        calls.setAll(values).await();
    }

    /**
     * Stores several values for a time in one atomic step. One script.
     *
     * @param values at least one key with its value
     * @param ttl how long they live, from 1 ms to a thousand years
     * @throws io.github.dkredis.CodecException if the codec cannot write a value; nothing was sent
     */
    public void setAll(Map<String, ?> values, Duration ttl) {
        calls.setAll(values, ttl).await();
    }

    /**
     * The value in the codec's natural types. One {@code GET}.
     *
     * @param key the key
     * @return the value; empty if there is none or it is null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Optional<Object> get(String key) {
        return calls.<Object>get(key, null).await();
    }

    /**
     * The value as a given class: a natural type of the codec, a record or a bean. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @return the value; empty if there is none or it is null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, or the value does not fit the
     *     type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> get(String key, Class<T> type) {
        return calls.<T>get(key, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * The value as a generic type. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the type, as {@code new TypeRef<List<User>>() {}}
     * @return the value; empty if there is none or it is null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, or the value does not fit the
     *     type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> get(String key, TypeRef<T> type) {
        return calls.<T>get(key, type.type()).await();
    }

    /**
     * The value, or another one if there is none. One {@code GET}.
     *
     * @param key the key
     * @param fallback what to answer if there is no value or it is null
     * @return the value or the fallback
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Object getOrDefault(String key, Object fallback) {
        return calls.getOrDefault(key, null, fallback).await();
    }

    /**
     * The value as a given class, or another one if there is none. One {@code GET}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @param fallback what to answer if there is no value or it is null
     * @return the value or the fallback
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, or the value does not fit the
     *     type
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> T getOrDefault(String key, Class<T> type, T fallback) {
        return calls.getOrDefault(key, Objects.requireNonNull(type, "type"), fallback)
                .await();
    }

    /**
     * The values of several keys, read in one atomic step. One {@code MGET}. A key that holds another Redis type is
     * left out.
     *
     * @param keys at least one key
     * @return the keys that have a value, in the order asked for, with null for a stored null; unmodifiable
     * @throws io.github.dkredis.CodecException if the bytes of one are no value of the codec
     */
    public Map<String, @Nullable Object> getAll(Collection<String> keys) {
        return calls.<Object>getAll(keys, null).await();
    }

    /**
     * The values of several keys as a given class, read in one atomic step. One {@code MGET}. A key that holds
     * another Redis type is left out.
     *
     * @param <T> the type
     * @param keys at least one key
     * @param type the class
     * @return the keys that have a value, in the order asked for, with null for a stored null; unmodifiable
     * @throws io.github.dkredis.CodecException if the bytes of one are no value of the codec, or a value does not fit
     *     the type
     */
    public <T> Map<String, @Nullable T> getAll(Collection<String> keys, Class<T> type) {
        return calls.<T>getAll(keys, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * Removes a value and returns it, in one atomic step: of several callers one gets it. One {@code GETDEL}.
     *
     * @param key the key
     * @return the value; empty if there was none or it was null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec; the key is gone then
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public Optional<Object> pop(String key) {
        return calls.<Object>pop(key, null).await();
    }

    /**
     * Removes a value and returns it as a given class, in one atomic step. One {@code GETDEL}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the class
     * @return the value; empty if there was none or it was null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, or the value does not fit the
     *     type; the key is gone then
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> pop(String key, Class<T> type) {
        return calls.<T>pop(key, Objects.requireNonNull(type, "type")).await();
    }

    /**
     * Removes a value and returns it as a generic type, in one atomic step. One {@code GETDEL}.
     *
     * @param <T> the type
     * @param key the key
     * @param type the type, as {@code new TypeRef<List<User>>() {}}
     * @return the value; empty if there was none or it was null
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, or the value does not fit the
     *     type; the key is gone then
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public <T> Optional<T> pop(String key, TypeRef<T> type) {
        return calls.<T>pop(key, type.type()).await();
    }

    /**
     * Removes a key, whatever Redis type it holds. One {@code UNLINK}.
     *
     * @param key the key
     * @return whether there was one
     */
    public boolean remove(String key) {
        return calls.remove(key).await();
    }

    /**
     * Removes several keys in one atomic step, whatever Redis types they hold. One {@code UNLINK}.
     *
     * @param keys at least one key
     * @return how many there were
     */
    public long removeAll(Collection<String> keys) {
        return calls.removeAll(keys).await();
    }

    /**
     * Whether there is a key, whatever Redis type it holds. One {@code EXISTS}.
     *
     * @param key the key
     * @return whether there is one
     */
    public boolean contains(String key) {
        return calls.contains(key).await();
    }
}

package io.github.dkredis.hash;

import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Operations on Redis hashes as maps of strings, as Python's {@code set_dict}, {@code get_dict} and {@code mhkeyget}
 * see them.
 *
 * <p>A Redis key is the given text in UTF-8 and must not be empty. Fields and values are UTF-8. This class is
 * thread-safe.
 *
 * <p>Methods throw the exceptions that {@link io.github.dkredis.value.Values} lists. In addition, a hash that contains
 * bytes that are not valid UTF-8 causes a {@link io.github.dkredis.CodecException}, and a key of another Redis type a
 * {@link io.github.dkredis.WrongTypeException}. Reads are sent again after a lost connection; everything that changes a
 * hash is never sent twice.
 */
public final class Hashes {

    private final HashCalls calls;

    /**
     * For internal use: applications call {@code DkRedis.hashes()}.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public Hashes(Client client) {
        this.calls = new HashCalls(client);
    }

    /** {@return the same operations without blocking} */
    public AsyncHashes async() {
        return new AsyncHashes(calls);
    }

    /**
     * Merges fields into a hash, with one {@code HSET}. Other fields and the TTL stay as they are.
     *
     * @param fields at least one field with its value
     */
    public void set(String key, Map<String, String> fields) {
        calls.set(key, fields).await();
    }

    /**
     * Merges fields into a hash and sets its TTL in one atomic step, with one script. At no moment do the fields exist
     * without the TTL.
     *
     * @param fields at least one field with its value
     * @param ttl the TTL of the whole hash from now on, from 1 ms to a thousand years
     */
    public void set(String key, Map<String, String> fields, Duration ttl) {
        calls.set(key, fields, ttl).await();
    }

    /**
     * Reads a whole hash, with one {@code HGETALL}.
     *
     * @return its fields, unmodifiable; empty if the key is missing
     */
    public Map<String, String> get(String key) {
        return calls.get(key).await();
    }

    /**
     * Reads one field of a hash, with one {@code HGET}.
     *
     * @return the field's value; empty if the key or the field is missing
     */
    public Optional<String> get(String key, String field) {
        return calls.get(key, field).await();
    }

    /**
     * Reads some fields of a hash in one atomic step, with one {@code HMGET}.
     *
     * @param fields at least one field
     * @return the fields that exist, in the order of the request; unmodifiable
     */
    public Map<String, String> get(String key, Collection<String> fields) {
        return calls.get(key, fields).await();
    }

    /**
     * Reads several hashes, with one {@code HGETALL} each, sent together in one round trip. Each hash is read in one
     * atomic step, but not all of them at the same moment.
     *
     * @param keys at least one key
     * @return the hashes that exist, by key, in the order of the request; unmodifiable
     */
    public Map<String, Map<String, String>> getAll(Collection<String> keys) {
        return calls.getAll(keys).await();
    }

    /**
     * Adds to a field that holds a whole number, with one {@code HINCRBY}. A missing hash or field counts as 0; the TTL
     * of the hash stays as it is.
     *
     * @param amount what to add; may be negative
     * @return the new number
     * @throws io.github.dkredis.WrongTypeException if the field holds text that is not a whole number of 64 bits, or a
     *     number that the sum would take out of the range of a long; nothing was changed
     */
    public long increment(String key, String field, long amount) {
        return calls.increment(key, field, amount).await();
    }

    /**
     * Adds to a field that holds a number, with one {@code HINCRBYFLOAT}; otherwise as {@link #increment(String,
     * String, long)}.
     *
     * @param amount what to add; any finite number
     * @return the new number, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the field holds text that is not a number, or a number that would
     *     become infinite; nothing was changed
     * @throws IllegalArgumentException if the amount is NaN or infinite
     */
    public double increment(String key, String field, double amount) {
        return calls.increment(key, field, amount).await();
    }

    /**
     * Removes a field of a hash, with one {@code HDEL}. With its last field, the hash is removed.
     *
     * @return whether the field existed
     */
    public boolean remove(String key, String field) {
        return calls.remove(key, field).await();
    }

    /**
     * Removes several fields of a hash in one atomic step, with one {@code HDEL}.
     *
     * @param fields at least one field
     * @return how many of the fields existed
     */
    public long removeAll(String key, Collection<String> fields) {
        return calls.removeAll(key, fields).await();
    }

    /**
     * Reads one field of every hash whose key matches a pattern. Keys that hold another type or lack the field are left
     * out.
     *
     * <p>The client walks through the server's keys in pages of about two hundred, each a script of less than a
     * millisecond, and requests the next page while it processes one. Other clients are served in between; {@code KEYS}
     * is never used. The result is not a snapshot: a hash that exists during the whole walk is found, and one that
     * appears or disappears meanwhile may be. The client's time limit applies to each page, not to the walk.
     *
     * <p>In a cluster the client walks through all primaries at the same time. A hash may also be missed or found twice
     * (with {@link #fieldStream}) if its slot moves to another primary, or its primary fails over, during the walk.
     *
     * @param pattern a pattern of {@code SCAN}, such as {@code user:*}, with {@code * ? [a-z]}, and {@code \} before a
     *     special character
     * @return the field's value by key, in no particular order; unmodifiable, and held in memory as a whole
     */
    public Map<String, String> field(String pattern, String field) {
        return calls.field(pattern, field).await();
    }

    /**
     * Reads one field of every hash whose key matches a pattern, as {@link #field} does, as a stream that holds two
     * pages in memory. A key can occur twice if Redis resizes its table meanwhile. Close the stream if you do not read
     * it to its end.
     *
     * @param pattern a pattern of {@code SCAN}
     * @return keys with the field's value, in no particular order; sequential. Its methods throw what {@link #field}
     *     throws
     */
    public Stream<Map.Entry<String, String>> fieldStream(String pattern, String field) {
        return calls.fieldStream(pattern, field);
    }

    @Override
    public String toString() {
        return "Hashes";
    }
}

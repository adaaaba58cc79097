package io.github.dkredis.hash;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Redis hashes as maps of strings, as Python's {@code set_dict}, {@code get_dict} and {@code mhkeyget} have them.
 *
 * <p>Redis key: as given, UTF-8; any text but the empty one. Redis value: a hash; fields and values are UTF-8. Safe for use
 * by many threads.
 *
 * <p>Errors are those of {@link io.github.dkredis.value.Values}; beside what each method names, a hash that holds bytes
 * that are no UTF-8 is a {@link io.github.dkredis.CodecException}, and a key of another Redis type a {@link
 * io.github.dkredis.WrongTypeException}. Reads are sent again if the connection is lost, {@code set} is not.
 */
public final class Hashes {

    private final HashCalls calls;

    /**
     * Not for callers: obtained from {@code DkRedis.hashes()}.
     *
     * @param client the client
     * @hidden
     */
    @SuppressWarnings("exports")
    public Hashes(Client client) {
        this.calls = new HashCalls(client);
    }

    /**
     * The same operations without blocking.
     *
     * @return a view
     */
    public AsyncHashes async() {
        return new AsyncHashes(calls);
    }

    /**
     * Merges fields into a hash: named fields are set, others stay, as does the time to live. One {@code HSET}.
     *
     * @param key the key
     * @param fields at least one field with its value
     */
    public void set(String key, Map<String, String> fields) {
        calls.set(key, fields).await();
    }

    /**
     * Merges fields into a hash and sets its time to live, in one atomic step: there is no moment at which the fields are
     * there without it. One script.
     *
     * @param key the key
     * @param fields at least one field with its value
     * @param ttl how long the whole hash lives from now, from 1 ms to a thousand years
     */
    public void set(String key, Map<String, String> fields, Duration ttl) {
        calls.set(key, fields, ttl).await();
    }

    /**
     * The whole hash. One {@code HGETALL}.
     *
     * @param key the key
     * @return its fields, unmodifiable; empty if there is no such key
     */
    public Map<String, String> get(String key) {
        return calls.get(key).await();
    }

    /**
     * One field of one hash. One {@code HGET}.
     *
     * @param key the key
     * @param field the field
     * @return its value; empty if there is no such key or field
     */
    public Optional<String> get(String key, String field) {
        return calls.get(key, field).await();
    }

    /**
     * One field of every hash whose key matches a pattern. Keys that are no hashes, or lack the field, are left out.
     *
     * <p>The server is walked in pages of some two hundred keys, each a script of less than a millisecond, the next one
     * under way while one is read; other clients are served in between, and there is never a {@code KEYS}. It is no
     * snapshot: a hash that is there all the while is found, one that comes or goes meanwhile may be. Each page has the
     * client's time limit.
     *
     * @param pattern a pattern as of {@code SCAN}: {@code user:*}, with {@code * ? [a-z]} and {@code \} before a special
     *     character
     * @param field the field
     * @return key to value, in no order; unmodifiable, and as large as the answer
     */
    public Map<String, String> field(String pattern, String field) {
        return calls.field(pattern, field).await();
    }

    /**
     * The same as a stream, in bounded memory: two pages. A key can come twice if Redis moves its table meanwhile. Close the
     * stream when it is not read to its end.
     *
     * @param pattern as for {@link #field}
     * @param field the field
     * @return key and value, in no order; sequential; its methods throw what {@link #field} throws
     */
    public Stream<Map.Entry<String, String>> fieldStream(String pattern, String field) {
        return calls.fieldStream(pattern, field);
    }
}

package io.github.dkredis.hash;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Hashes} without blocking: every method is begun at once and answers with a stage. The stage completes on the
 * client's executor with the value or the exception that the method of the same name in {@link Hashes} returns or throws;
 * misuse is thrown at once. Cancelling a stage gives up the wait, not what was sent. (The stream form has no twin here: a
 * stream waits for its pages by its nature.)
 */
public final class AsyncHashes {

    private final HashCalls calls;

    AsyncHashes(HashCalls calls) {
        this.calls = calls;
    }

    /**
     * Merges fields into a hash.
     *
     * @param key the key
     * @param fields at least one field with its value
     * @return a stage of the end of it
     * @see Hashes#set(String, Map)
     */
    public CompletionStage<@Nullable Void> set(String key, Map<String, String> fields) {
        return calls.set(key, fields).stage();
    }

    /**
     * Merges fields into a hash and sets its time to live.
     *
     * @param key the key
     * @param fields at least one field with its value
     * @param ttl how long the whole hash lives from now, from 1 ms to a thousand years
     * @return a stage of the end of it
     * @see Hashes#set(String, Map, Duration)
     */
    public CompletionStage<@Nullable Void> set(String key, Map<String, String> fields, Duration ttl) {
        return calls.set(key, fields, ttl).stage();
    }

    /**
     * The whole hash.
     *
     * @param key the key
     * @return a stage of its fields, unmodifiable; empty if there is no such key
     * @see Hashes#get(String)
     */
    public CompletionStage<Map<String, String>> get(String key) {
        return calls.get(key).stage();
    }

    /**
     * One field of one hash.
     *
     * @param key the key
     * @param field the field
     * @return a stage of its value; empty if there is no such key or field
     * @see Hashes#get(String, String)
     */
    public CompletionStage<Optional<String>> get(String key, String field) {
        return calls.get(key, field).stage();
    }

    /**
     * One field of every hash whose key matches a pattern.
     *
     * @param pattern a pattern as of {@code SCAN}
     * @param field the field
     * @return a stage of key to value, in no order; unmodifiable
     * @see Hashes#field
     */
    public CompletionStage<Map<String, String>> field(String pattern, String field) {
        return calls.field(pattern, field).stage();
    }
}

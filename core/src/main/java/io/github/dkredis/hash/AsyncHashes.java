package io.github.dkredis.hash;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Hashes} without blocking. A method starts its operation and returns a stage, which completes
 * on the client's executor with the result or the exception of the blocking method. Misuse is thrown at once.
 * Cancelling a stage abandons the wait, but does not recall a command that was sent. {@link Hashes#fieldStream} has no
 * counterpart, since reading a stream blocks.
 */
public final class AsyncHashes {

    private final HashCalls calls;

    AsyncHashes(HashCalls calls) {
        this.calls = calls;
    }

    /** Runs {@link Hashes#set(String, Map)} without blocking. */
    public CompletionStage<@Nullable Void> set(String key, Map<String, String> fields) {
        return calls.set(key, fields).stage();
    }

    /** Runs {@link Hashes#set(String, Map, Duration)} without blocking. */
    public CompletionStage<@Nullable Void> set(String key, Map<String, String> fields, Duration ttl) {
        return calls.set(key, fields, ttl).stage();
    }

    /** Runs {@link Hashes#get(String)} without blocking. */
    public CompletionStage<Map<String, String>> get(String key) {
        return calls.get(key).stage();
    }

    /** Runs {@link Hashes#get(String, String)} without blocking. */
    public CompletionStage<Optional<String>> get(String key, String field) {
        return calls.get(key, field).stage();
    }

    /** Runs {@link Hashes#get(String, Collection)} without blocking. */
    public CompletionStage<Map<String, String>> get(String key, Collection<String> fields) {
        return calls.get(key, fields).stage();
    }

    /** Runs {@link Hashes#getAll(Collection)} without blocking. */
    public CompletionStage<Map<String, Map<String, String>>> getAll(Collection<String> keys) {
        return calls.getAll(keys).stage();
    }

    /** Runs {@link Hashes#increment(String, String, long)} without blocking. */
    public CompletionStage<Long> increment(String key, String field, long amount) {
        return calls.increment(key, field, amount).stage();
    }

    /** Runs {@link Hashes#increment(String, String, double)} without blocking. */
    public CompletionStage<Double> increment(String key, String field, double amount) {
        return calls.increment(key, field, amount).stage();
    }

    /** Runs {@link Hashes#remove(String, String)} without blocking. */
    public CompletionStage<Boolean> remove(String key, String field) {
        return calls.remove(key, field).stage();
    }

    /** Runs {@link Hashes#removeAll(String, Collection)} without blocking. */
    public CompletionStage<Long> removeAll(String key, Collection<String> fields) {
        return calls.removeAll(key, fields).stage();
    }

    /** Runs {@link Hashes#field(String, String)} without blocking. */
    public CompletionStage<Map<String, String>> field(String pattern, String field) {
        return calls.field(pattern, field).stage();
    }

    @Override
    public String toString() {
        return "AsyncHashes";
    }
}

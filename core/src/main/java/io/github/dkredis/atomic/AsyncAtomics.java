package io.github.dkredis.atomic;

import io.github.dkredis.atomic.AtomicCalls.Extremum;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Atomics} without blocking. A method starts its operation and returns a stage, which
 * completes on the client's executor with the result or the exception of the blocking method. The function of an update
 * runs on that executor too, or on the thread of a blocking caller that updates the same key. Misuse is thrown at once.
 * Cancelling a stage abandons the wait, but does not recall a command that was sent.
 */
public final class AsyncAtomics {

    private final AtomicCalls calls;

    AsyncAtomics(AtomicCalls calls) {
        this.calls = calls;
    }

    /** Returns a view that gives a TTL to new keys, as {@link Atomics#withTtlForNewKeys} does. */
    public AsyncAtomics withTtlForNewKeys(Duration ttl) {
        return new AsyncAtomics(calls.withTtlForNewKeys(ttl));
    }

    /** Returns a view whose updates are not combined, as {@link Atomics#withoutCombining} does. */
    public AsyncAtomics withoutCombining() {
        return new AsyncAtomics(calls.withoutCombining());
    }

    /** Runs {@link Atomics#update(String, Function)} without blocking. */
    public CompletionStage<String> update(String key, Function<? super @Nullable String, String> function) {
        return calls.update(key, function).stage();
    }

    /** Runs {@link Atomics#updateBytes(String, Function)} without blocking. */
    public CompletionStage<byte[]> updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        return calls.updateBytes(key, function).stage();
    }

    /** Runs {@link Atomics#update(String, Codec, Class, Function)} without blocking. */
    public <T> CompletionStage<T> update(
            String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type, function).stage();
    }

    /** Runs {@link Atomics#update(String, Codec, TypeRef, Function)} without blocking. */
    public <T> CompletionStage<T> update(
            String key, Codec codec, TypeRef<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type.type(), function).stage();
    }

    /** Runs {@link Atomics#increment(String, long)} without blocking. */
    public CompletionStage<Long> increment(String key, long amount) {
        return calls.increment(key, amount).stage();
    }

    /** Runs {@link Atomics#increment(String, double)} without blocking. */
    public CompletionStage<Double> increment(String key, double amount) {
        return calls.increment(key, amount).stage();
    }

    /** Runs {@link Atomics#setMax(String, long)} without blocking. */
    public CompletionStage<Long> setMax(String key, long value) {
        return calls.setExtremum(Extremum.MAX, key, value).stage();
    }

    /** Runs {@link Atomics#setMax(String, double)} without blocking. */
    public CompletionStage<Double> setMax(String key, double value) {
        return calls.setExtremum(Extremum.MAX, key, value).stage();
    }

    /** Runs {@link Atomics#setMax(String, String)} without blocking. */
    public CompletionStage<String> setMax(String key, String value) {
        return calls.setExtremum(Extremum.MAX, key, value).stage();
    }

    /** Runs {@link Atomics#setMax(String, byte[])} without blocking. */
    public CompletionStage<byte[]> setMax(String key, byte[] value) {
        return calls.setExtremum(Extremum.MAX, key, value).stage();
    }

    /** Runs {@link Atomics#setMin(String, long)} without blocking. */
    public CompletionStage<Long> setMin(String key, long value) {
        return calls.setExtremum(Extremum.MIN, key, value).stage();
    }

    /** Runs {@link Atomics#setMin(String, double)} without blocking. */
    public CompletionStage<Double> setMin(String key, double value) {
        return calls.setExtremum(Extremum.MIN, key, value).stage();
    }

    /** Runs {@link Atomics#setMin(String, String)} without blocking. */
    public CompletionStage<String> setMin(String key, String value) {
        return calls.setExtremum(Extremum.MIN, key, value).stage();
    }

    /** Runs {@link Atomics#setMin(String, byte[])} without blocking. */
    public CompletionStage<byte[]> setMin(String key, byte[] value) {
        return calls.setExtremum(Extremum.MIN, key, value).stage();
    }

    /** Runs {@link Atomics#removeIf(String, String)} without blocking. */
    public CompletionStage<Boolean> removeIf(String key, String expected) {
        return calls.removeIf(key, expected).stage();
    }

    /** Runs {@link Atomics#removeIf(String, byte[])} without blocking. */
    public CompletionStage<Boolean> removeIf(String key, byte[] expected) {
        return calls.removeIf(key, expected).stage();
    }

    /** Runs {@link Atomics#removeIf(String, Codec, Object)} without blocking. */
    public CompletionStage<Boolean> removeIf(String key, Codec codec, @Nullable Object expected) {
        return calls.removeIf(key, codec, expected).stage();
    }

    @Override
    public String toString() {
        return "AsyncAtomics" + calls;
    }
}

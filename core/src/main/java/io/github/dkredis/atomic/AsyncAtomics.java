package io.github.dkredis.atomic;

import io.github.dkredis.atomic.AtomicCalls.Extreme;
import io.github.dkredis.codec.Codec;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link Atomics} without blocking: every method is begun at once and answers with a stage. The stage completes on the
 * client's executor, where the function of an update runs too, with the value or the exception that the method of the same
 * name in {@link Atomics} returns or throws; misuse is thrown at once. Cancelling a stage gives up the wait, not what was
 * sent.
 */
public final class AsyncAtomics {

    private final AtomicCalls calls;

    AsyncAtomics(AtomicCalls calls) {
        this.calls = calls;
    }

    /**
     * Changes a text in one atomic step: reads it, applies a function, and writes the result if nobody changed the
     * key meanwhile; else again with what it holds now.
     *
     * @param key the key
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return a stage of what was written
     * @see Atomics#update
     */
    public CompletionStage<String> update(String key, Function<? super @Nullable String, String> function) {
        return calls.update(key, function).stage();
    }

    /**
     * Changes bytes in one atomic step, as {@link Atomics#update(String, Function)} does a text.
     *
     * @param key the key
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return a stage of what was written
     * @see Atomics#updateBytes
     */
    public CompletionStage<byte[]> updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        return calls.updateBytes(key, function).stage();
    }

    /**
     * Changes a value of a codec in one atomic step, as {@link Atomics#update(String, Function)} does a text.
     *
     * @param <T> the type
     * @param key the key
     * @param codec how the value is written
     * @param type its class
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return a stage of what was written
     * @see Atomics#update
     */
    public <T> CompletionStage<T> update(
            String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type, function).stage();
    }

    /**
     * Keeps the greater of what the key holds and a number.
     *
     * @param key the key
     * @param value the number
     * @return a stage of what the key holds now
     * @see Atomics#setMax
     */
    public CompletionStage<Long> setMax(String key, long value) {
        return calls.extreme(Extreme.MAX, key, value).stage();
    }

    /**
     * Keeps the greater of what the key holds and a number, as {@link Atomics#setMax(String, long)} does.
     *
     * @param key the key
     * @param value the number, not NaN
     * @return a stage of what the key holds now, rounded to the nearest double
     * @see Atomics#setMax
     */
    public CompletionStage<Double> setMax(String key, double value) {
        return calls.extreme(Extreme.MAX, key, value).stage();
    }

    /**
     * Keeps the greater of what the key holds and a text, compared as their UTF-8 bytes (which is by code point).
     *
     * @param key the key
     * @param value the text
     * @return a stage of what the key holds now
     * @see Atomics#setMax
     */
    public CompletionStage<String> setMax(String key, String value) {
        return calls.extreme(Extreme.MAX, key, value).stage();
    }

    /**
     * Keeps the greater of what the key holds and some bytes, compared as unsigned bytes from the left.
     *
     * @param key the key
     * @param value the bytes
     * @return a stage of what the key holds now
     * @see Atomics#setMax
     */
    public CompletionStage<byte[]> setMax(String key, byte[] value) {
        return calls.extreme(Extreme.MAX, key, value).stage();
    }

    /**
     * Keeps the smaller of what the key holds and a number.
     *
     * @param key the key
     * @param value the number
     * @return a stage of what the key holds now
     * @see Atomics#setMin
     */
    public CompletionStage<Long> setMin(String key, long value) {
        return calls.extreme(Extreme.MIN, key, value).stage();
    }

    /**
     * Keeps the smaller of what the key holds and a number, as {@link Atomics#setMin(String, long)} does.
     *
     * @param key the key
     * @param value the number, not NaN
     * @return a stage of what the key holds now, rounded to the nearest double
     * @see Atomics#setMin
     */
    public CompletionStage<Double> setMin(String key, double value) {
        return calls.extreme(Extreme.MIN, key, value).stage();
    }

    /**
     * Keeps the smaller of what the key holds and a text, compared as their UTF-8 bytes (which is by code point).
     *
     * @param key the key
     * @param value the text
     * @return a stage of what the key holds now
     * @see Atomics#setMin
     */
    public CompletionStage<String> setMin(String key, String value) {
        return calls.extreme(Extreme.MIN, key, value).stage();
    }

    /**
     * Keeps the smaller of what the key holds and some bytes, compared as unsigned bytes from the left.
     *
     * @param key the key
     * @param value the bytes
     * @return a stage of what the key holds now
     * @see Atomics#setMin
     */
    public CompletionStage<byte[]> setMin(String key, byte[] value) {
        return calls.extreme(Extreme.MIN, key, value).stage();
    }

    /**
     * Removes a key if it holds an expected text, in one atomic step.
     *
     * @param key the key
     * @param expected what it must hold
     * @return a stage of whether it was removed
     * @see Atomics#removeIf
     */
    public CompletionStage<Boolean> removeIf(String key, String expected) {
        return calls.removeIf(key, expected).stage();
    }

    /**
     * Removes a key if it holds expected bytes, in one atomic step.
     *
     * @param key the key
     * @param expected what it must hold
     * @return a stage of whether it was removed
     * @see Atomics#removeIf
     */
    public CompletionStage<Boolean> removeIf(String key, byte[] expected) {
        return calls.removeIf(key, expected).stage();
    }

    /**
     * Removes a key if it holds an expected value as this codec writes it, in one atomic step.
     *
     * @param key the key
     * @param codec how the value is written
     * @param expected what it must hold
     * @return a stage of whether it was removed
     * @see Atomics#removeIf
     */
    public CompletionStage<Boolean> removeIf(String key, Codec codec, @Nullable Object expected) {
        return calls.removeIf(key, codec, expected).stage();
    }
}

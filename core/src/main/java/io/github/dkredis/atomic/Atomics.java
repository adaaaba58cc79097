package io.github.dkredis.atomic;

import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.atomic.AtomicCalls.Extreme;
import io.github.dkredis.codec.Codec;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Atomic changes of one key, as Python's {@code update}, {@code setmax}, {@code setmin} and {@code remove_if} make them:
 * on raw texts and bytes, not on pickles, unless a codec is given.
 *
 * <p>Redis key: as given, UTF-8; any text but the empty one. Redis value: a string. Safe for use by many threads and
 * processes at once: no change is lost. Whoever changes the key by other means (Python among them) is noticed too.
 *
 * <p>Errors are those of {@link io.github.dkredis.value.Values}. {@code setMax} and {@code setMin} are sent again if the
 * connection is lost, since that changes nothing; {@code update} and {@code removeIf} are not.
 */
public final class Atomics {

    private final AtomicCalls calls;

    /**
     * Not for callers: obtained from {@code DkRedis.atomics()}.
     *
     * @param client the client
     * @hidden
     */
    @SuppressWarnings("exports")
    public Atomics(Client client) {
        this.calls = new AtomicCalls(client);
    }

    /**
     * The same operations without blocking.
     *
     * @return a view
     */
    public AsyncAtomics async() {
        return new AsyncAtomics(calls);
    }

    /**
     * Changes a text in one atomic step: reads it, applies a function, and writes the result if nobody changed the
     * key meanwhile; else again with what it holds now. The time to live stays; a missing key is created without one.
     * One {@code GET} and one script, one more script for each refusal.
     *
     * @param key the key
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return what was written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if others changed the key a thousand times in a row, or until
     *     the time limit; nothing was written
     * @throws io.github.dkredis.CodecException if the key holds no UTF-8 text
     */
    public String update(String key, Function<? super @Nullable String, String> function) {
        return calls.update(key, function).await();
    }

    /**
     * Changes bytes in one atomic step, as {@link #update(String, Function)} does a text.
     *
     * @param key the key
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return what was written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if others changed the key a thousand times in a row, or until
     *     the time limit; nothing was written
     */
    public byte[] updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        return calls.updateBytes(key, function).await();
    }

    /**
     * Changes a value of a codec in one atomic step, as {@link #update(String, Function)} does a text. What is
     * compared are the bytes that were read.
     *
     * @param <T> the type
     * @param key the key
     * @param codec how the value is written
     * @param type its class
     * @param function what it becomes; it is given null if there is no key, must not return null, and may run several
     *     times, so that it must be free of side effects
     * @return what was written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if others changed the key a thousand times in a row, or until
     *     the time limit; nothing was written
     * @throws io.github.dkredis.CodecException if the bytes are no value of the codec, the value does not fit the
     *     type, or the result cannot be written
     */
    public <T> T update(String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type, function).await();
    }

    /**
     * Keeps the greater of what the key holds and a number. Numbers are compared exactly, whatever their size: a text
     * such as {@code 100}, {@code 2.50} or {@code 1e400} is a number. One script, one round trip; the time to live
     * stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the number
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type, a text that is no number, or
     *     afterwards a number that is no long; what it held stays then
     */
    public long setMax(String key, long value) {
        return calls.extreme(Extreme.MAX, key, value).await();
    }

    /**
     * Keeps the greater of what the key holds and a number, as {@link #setMax(String, long)} does. Infinities are
     * written {@code inf} and {@code -inf}.
     *
     * @param key the key
     * @param value the number, not NaN
     * @return what the key holds now, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or a text that is no number
     * @throws IllegalArgumentException if the value is NaN
     */
    public double setMax(String key, double value) {
        return calls.extreme(Extreme.MAX, key, value).await();
    }

    /**
     * Keeps the greater of what the key holds and a text, compared as their UTF-8 bytes (which is by code point). A
     * number as a text is compared as a text: {@code 9} is greater than {@code 100}. One script, one round trip; the
     * time to live stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the text
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public String setMax(String key, String value) {
        return calls.extreme(Extreme.MAX, key, value).await();
    }

    /**
     * Keeps the greater of what the key holds and some bytes, compared as unsigned bytes from the left. One script,
     * one round trip; the time to live stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the bytes
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public byte[] setMax(String key, byte[] value) {
        return calls.extreme(Extreme.MAX, key, value).await();
    }

    /**
     * Keeps the smaller of what the key holds and a number. Numbers are compared exactly, whatever their size: a text
     * such as {@code 100}, {@code 2.50} or {@code 1e400} is a number. One script, one round trip; the time to live
     * stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the number
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type, a text that is no number, or
     *     afterwards a number that is no long; what it held stays then
     */
    public long setMin(String key, long value) {
        return calls.extreme(Extreme.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of what the key holds and a number, as {@link #setMin(String, long)} does. Infinities are
     * written {@code inf} and {@code -inf}.
     *
     * @param key the key
     * @param value the number, not NaN
     * @return what the key holds now, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or a text that is no number
     * @throws IllegalArgumentException if the value is NaN
     */
    public double setMin(String key, double value) {
        return calls.extreme(Extreme.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of what the key holds and a text, compared as their UTF-8 bytes (which is by code point). A
     * number as a text is compared as a text: {@code 9} is greater than {@code 100}. One script, one round trip; the
     * time to live stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the text
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public String setMin(String key, String value) {
        return calls.extreme(Extreme.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of what the key holds and some bytes, compared as unsigned bytes from the left. One script,
     * one round trip; the time to live stays; a missing key is set without one. Harmless to repeat.
     *
     * @param key the key
     * @param value the bytes
     * @return what the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public byte[] setMin(String key, byte[] value) {
        return calls.extreme(Extreme.MIN, key, value).await();
    }

    /**
     * Removes a key if it holds an expected text, in one atomic step. One script.
     *
     * @param key the key
     * @param expected what it must hold
     * @return whether it was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public boolean removeIf(String key, String expected) {
        return calls.removeIf(key, expected).await();
    }

    /**
     * Removes a key if it holds expected bytes, in one atomic step. One script.
     *
     * @param key the key
     * @param expected what it must hold
     * @return whether it was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public boolean removeIf(String key, byte[] expected) {
        return calls.removeIf(key, expected).await();
    }

    /**
     * Removes a key if it holds an expected value as this codec writes it, in one atomic step. What another language
     * wrote for an equal value can differ in its bytes, and stays. One script.
     *
     * @param key the key
     * @param codec how the value is written
     * @param expected what it must hold
     * @return whether it was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public boolean removeIf(String key, Codec codec, @Nullable Object expected) {
        return calls.removeIf(key, codec, expected).await();
    }
}

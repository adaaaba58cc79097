package io.github.dkredis.atomic;

import io.github.dkredis.atomic.AtomicCalls.Extremum;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Atomic changes of single keys, compatible with Python's {@code update}, {@code setmax}, {@code setmin} and
 * {@code remove_if}: they work on plain text and bytes rather than pickles, unless a codec is given.
 *
 * <p>A Redis key is the given text in UTF-8 and must not be empty. The Redis value is a string. Any number of threads
 * and processes may change a key at the same time, and no change is lost; changes by other means, including Python's,
 * are detected too.
 *
 * <p>Methods throw the exceptions that {@link io.github.dkredis.value.Values} lists. {@code setMax} and {@code setMin}
 * are idempotent, so they are sent again after a lost connection; {@code update}, {@code increment} and
 * {@code removeIf} are never sent twice.
 */
public final class Atomics {

    private final AtomicCalls calls;

    /**
     * For internal use: applications call {@code DkRedis.atomics()}.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public Atomics(Client client) {
        this(new AtomicCalls(client));
    }

    private Atomics(AtomicCalls calls) {
        this.calls = calls;
    }

    /**
     * Returns a view whose operations give a TTL to each key that they create, in the same step; this object is
     * unchanged. A key that exists keeps its TTL, or stays without one.
     *
     * @param ttl from 1 ms to a thousand years
     * @throws IllegalArgumentException if the TTL is out of bounds
     */
    public Atomics withTtlForNewKeys(Duration ttl) {
        return new Atomics(calls.withTtlForNewKeys(ttl));
    }

    /**
     * Returns a view whose updates are not combined with those of other callers; this object is unchanged. Each
     * function runs on the thread that calls {@code update} (or on the client's executor for a stage), with its own
     * {@code GET} and scripts. Use it for functions that need their own thread, that take long, or that must not be run
     * on behalf of other callers.
     */
    public Atomics withoutCombining() {
        return new Atomics(calls.withoutCombining());
    }

    /** {@return the updates under way} For tests. */
    UpdateCombiner combiner() {
        return calls.combiner();
    }

    /** {@return the same operations without blocking} */
    public AsyncAtomics async() {
        return new AsyncAtomics(calls);
    }

    // ---- update

    /**
     * Changes text in one atomic step: reads it, applies a function, and writes the result unless the key has changed
     * meanwhile. If it has, the function is applied again to the current text. An existing key keeps its TTL; a missing
     * key is created without one, unless {@link #withTtlForNewKeys} says otherwise.
     *
     * <p><b>Combined.</b> Callers of this client that update one key at the same time are combined: one of them applies
     * the functions of all in the order of the calls, each to the result of the one before, and writes once. A caller
     * alone takes one {@code GET} and one script; each refused write takes one more script. So the function may run
     * several times and on the thread of another caller, and should be short; the result of exactly one run is part of
     * what is written. {@link #withoutCombining} keeps a function on its own thread.
     *
     * @param function computes the new text from the current one, which is null if the key is missing. It must not
     *     return null, it must have no side effects, and it must not update keys through this client. What it throws is
     *     thrown to its own caller, whose change is then left out
     * @return the text that this function computed, as it became part of what was written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if other clients changed the key before each of a thousand
     *     writes, or until the time limit; nothing was written
     * @throws io.github.dkredis.OutcomeUnknownException if the reply of the write was lost, for all callers that it
     *     combines
     * @throws io.github.dkredis.CodecException if the stored bytes are not valid UTF-8
     * @throws IllegalStateException if it is called by the function of another update of this client
     */
    public String update(String key, Function<? super @Nullable String, String> function) {
        return calls.update(key, function).await();
    }

    /**
     * Changes bytes in one atomic step, as {@link #update(String, Function)} changes text.
     *
     * @param function computes the new bytes from the current ones, which are null if the key is missing. It must not
     *     return null, and it must have no side effects, since it may run several times
     * @return the bytes that were written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if other callers changed the key before each of a thousand
     *     writes, or until the time limit; nothing was written
     */
    public byte[] updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        return calls.updateBytes(key, function).await();
    }

    /**
     * Changes a value of a codec in one atomic step, as {@link #update(String, Function)} changes text. Whether the key
     * has changed meanwhile is decided by its bytes.
     *
     * @param codec converts the value to bytes and back
     * @param type the class that the value is read as
     * @param function computes the new value from the current one, which is null if the key is missing. It must not
     *     return null, and it must have no side effects, since it may run several times
     * @return the value that was written
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.UpdateConflictException if other callers changed the key before each of a thousand
     *     writes, or until the time limit; nothing was written
     * @throws io.github.dkredis.CodecException if the stored bytes are not a valid value of the codec, the value does
     *     not fit the type, or the codec cannot write the result
     */
    public <T> T update(String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type, function).await();
    }

    /**
     * Changes a value of a codec in one atomic step, as {@link #update(String, Codec, Class, Function)} does, for a
     * generic type.
     *
     * @param type the type that the value is read as
     * @return the value that this function computed, as it became part of what was written
     */
    public <T> T update(String key, Codec codec, TypeRef<T> type, Function<? super @Nullable T, T> function) {
        return calls.update(key, codec, type.type(), function).await();
    }

    // ---- increment

    /**
     * Adds to a whole number, with one {@code INCRBY}. A missing key counts as 0. An existing key keeps its TTL; a
     * missing key is created without one, unless {@link #withTtlForNewKeys} says otherwise (then one script).
     *
     * @param amount what to add; may be negative
     * @return the new number
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type, text that is not a whole number
     *     of 64 bits, or a number that the sum would take out of the range of a long; nothing was changed
     */
    public long increment(String key, long amount) {
        return calls.increment(key, amount).await();
    }

    /**
     * Adds to a number, with one {@code INCRBYFLOAT}; otherwise as {@link #increment(String, long)}. Redis adds with at
     * least the precision of a double and stores decimal text, never an exponent.
     *
     * @param amount what to add; any finite number
     * @return the new number, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type, text that is not a number, or a
     *     number that would become infinite; nothing was changed
     * @throws IllegalArgumentException if the amount is NaN or infinite
     */
    public double increment(String key, double amount) {
        return calls.increment(key, amount).await();
    }

    // ---- setMax, setMin

    /**
     * Keeps the greater of a number and the number that the key holds. Numbers are compared exactly, whatever their
     * size; text such as {@code 100}, {@code 2.50} or {@code 1e400} is a number. One script, one round trip. The TTL
     * stays as it is; a missing key is set without one, unless {@link #withTtlForNewKeys} says otherwise. Repeating the
     * call has no further effect.
     *
     * @return the number that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or text that is not a number, or
     *     if the number that it keeps does not fit a long; the stored value was not changed
     */
    public long setMax(String key, long value) {
        return calls.setExtremum(Extremum.MAX, key, value).await();
    }

    /**
     * Keeps the greater of a number and the number that the key holds; otherwise as {@link #setMax(String, long)}.
     * Infinities are written as {@code inf} and {@code -inf}.
     *
     * @param value any number but NaN
     * @return the number that the key holds now, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or text that is not a number;
     *     the stored value was not changed
     * @throws IllegalArgumentException if the value is NaN
     */
    public double setMax(String key, double value) {
        return calls.setExtremum(Extremum.MAX, key, value).await();
    }

    /**
     * Keeps the greater of a text and the text that the key holds, compared as UTF-8 bytes, which orders by code point.
     * Digits are compared as text too: {@code 9} is greater than {@code 100}. One script, one round trip. The TTL stays
     * as it is; a missing key is set without one. Repeating the call has no further effect.
     *
     * @return the text that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public String setMax(String key, String value) {
        return calls.setExtremum(Extremum.MAX, key, value).await();
    }

    /**
     * Keeps the greater of some bytes and the bytes that the key holds, compared as unsigned bytes from the left;
     * otherwise as {@link #setMax(String, String)}.
     *
     * @return the bytes that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public byte[] setMax(String key, byte[] value) {
        return calls.setExtremum(Extremum.MAX, key, value).await();
    }

    /**
     * Keeps the smaller of a number and the number that the key holds; otherwise as {@link #setMax(String, long)}.
     *
     * @return the number that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or text that is not a number, or
     *     if the number that it keeps does not fit a long; the stored value was not changed
     */
    public long setMin(String key, long value) {
        return calls.setExtremum(Extremum.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of a number and the number that the key holds; otherwise as {@link #setMin(String, long)}.
     * Infinities are written as {@code inf} and {@code -inf}.
     *
     * @param value any number but NaN
     * @return the number that the key holds now, rounded to the nearest double
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type or text that is not a number;
     *     the stored value was not changed
     * @throws IllegalArgumentException if the value is NaN
     */
    public double setMin(String key, double value) {
        return calls.setExtremum(Extremum.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of a text and the text that the key holds; otherwise as {@link #setMax(String, String)}.
     *
     * @return the text that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public String setMin(String key, String value) {
        return calls.setExtremum(Extremum.MIN, key, value).await();
    }

    /**
     * Keeps the smaller of some bytes and the bytes that the key holds, compared as unsigned bytes from the left;
     * otherwise as {@link #setMin(String, String)}.
     *
     * @return the bytes that the key holds now
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public byte[] setMin(String key, byte[] value) {
        return calls.setExtremum(Extremum.MIN, key, value).await();
    }

    // ---- removeIf

    /**
     * Removes a key if it holds the expected text, in one atomic step, with one script.
     *
     * @return whether the key was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public boolean removeIf(String key, String expected) {
        return calls.removeIf(key, expected).await();
    }

    /**
     * Removes a key if it holds the expected bytes, in one atomic step, with one script.
     *
     * @return whether the key was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     */
    public boolean removeIf(String key, byte[] expected) {
        return calls.removeIf(key, expected).await();
    }

    /**
     * Removes a key if it holds the bytes that the codec writes for the expected value, in one atomic step, with one
     * script. Another language may write different bytes for an equal value; such a key is not removed.
     *
     * @param codec converts the expected value to bytes
     * @return whether the key was removed
     * @throws io.github.dkredis.WrongTypeException if the key holds another Redis type
     * @throws io.github.dkredis.CodecException if the codec cannot write the value; nothing was sent
     */
    public boolean removeIf(String key, Codec codec, @Nullable Object expected) {
        return calls.removeIf(key, codec, expected).await();
    }

    @Override
    public String toString() {
        return "Atomics" + calls;
    }
}

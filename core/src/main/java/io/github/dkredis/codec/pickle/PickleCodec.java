package io.github.dkredis.codec.pickle;

import io.github.dkredis.CodecException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Libraries;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Python's pickle, shared with Python processes: reads protocols 0 to 5, writes protocol 4.
 *
 * <p>It reads data only. None, bool, int, float, str, bytes, list, tuple, dict, set, the types of {@code datetime},
 * {@code decimal}, {@code uuid} and {@code collections} become Java values; everything else becomes a {@link PyObject}
 * or {@link PyGlobal}, which names a class and calls nothing. Any bytes end in a value or a {@link CodecException}, in
 * time and memory bounded by their length and by {@link PickleLimits}.
 *
 * <p>What was read untyped is written back as what it was in Python. Records and beans are written as dicts; a typed
 * read binds dicts, and the attributes of objects, to records and beans. {@code docs/pickle.md} has the whole table.
 */
public final class PickleCodec implements Codec {

    private static final PickleCodec DEFAULT = new PickleCodec(PickleLimits.DEFAULTS, false);

    private final PickleLimits limits;
    private final boolean cyclesAllowed;

    private PickleCodec(PickleLimits limits, boolean cyclesAllowed) {
        this.limits = limits;
        this.cyclesAllowed = cyclesAllowed;
    }

    /**
     * The codec with the default limits.
     *
     * @return the one instance
     */
    public static PickleCodec standard() {
        return DEFAULT;
    }

    /**
     * This codec with other limits.
     *
     * @param limits for reading and writing
     * @return a new codec
     */
    public PickleCodec withLimits(PickleLimits limits) {
        return new PickleCodec(Objects.requireNonNull(limits, "limits"), cyclesAllowed);
    }

    /**
     * This codec, reading also containers that contain themselves. Python writes such; but in Java their {@code equals},
     * {@code hashCode} and {@code toString} never return, and they cannot be written again.
     *
     * @return a new codec
     */
    public PickleCodec withCycles() {
        return new PickleCodec(limits, true);
    }

    /**
     * The bytes of a value, in protocol 4.
     *
     * @throws CodecException if Python has no form for it: a year outside 1 to 9999, a time finer than a microsecond, a
     *     type that Jackson cannot write as a dict; or if it exceeds a limit or contains itself
     */
    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return ValueWriter.write(value, limits);
        } catch (LinkageError e) { // records and beans are written by Jackson
            throw Libraries.jacksonMisfit(e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        if (bytes.length > limits.maxBytes()) {
            throw new CodecException("a pickle of " + bytes.length + " bytes is longer than " + limits.maxBytes());
        }
        return new PickleReader(bytes, limits, cyclesAllowed).read();
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        Object natural = decode(bytes);
        try {
            return Binding.bind(natural, Objects.requireNonNull(type, "type"));
        } catch (LinkageError e) { // records and beans are bound by Jackson
            throw Libraries.jacksonMisfit(e);
        }
    }
}

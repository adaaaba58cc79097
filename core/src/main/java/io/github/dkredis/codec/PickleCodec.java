package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.Pickle;
import io.github.dkredis.pickle.PickleException;
import io.github.dkredis.pickle.PickleLimits;
import io.github.dkredis.pickle.PyGlobal;
import io.github.dkredis.pickle.PyObject;
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

    private static final PickleCodec STANDARD =
            new PickleCodec(Pickle.standard().withConverter(Beans::toNatural));

    private final Pickle pickle;

    private PickleCodec(Pickle pickle) {
        this.pickle = pickle;
    }

    /** Returns the codec with {@link PickleLimits#DEFAULTS}, which refuses containers that contain themselves. */
    public static PickleCodec standard() {
        return STANDARD;
    }

    /** Returns a copy of this codec that reads and writes within other limits. */
    public PickleCodec withLimits(PickleLimits limits) {
        return new PickleCodec(pickle.withLimits(limits));
    }

    /**
     * Returns a copy of this codec that also reads containers that contain themselves, see {@link Pickle#withCycles}.
     */
    public PickleCodec withCycles() {
        return new PickleCodec(pickle.withCycles());
    }

    /**
     * Returns the pickle of a value, in protocol 4.
     *
     * @throws CodecException if the value has no Python form (a year outside 1 to 9999, a time finer than a microsecond,
     *     a class that Jackson cannot write as a dict), if it exceeds a limit, or if it contains itself
     */
    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return pickle.write(value);
        } catch (PickleException e) {
            throw new CodecException(e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        try {
            return pickle.read(bytes);
        } catch (PickleException e) {
            throw new CodecException(e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        return Binding.bind(decode(bytes), Objects.requireNonNull(type, "type"));
    }
}

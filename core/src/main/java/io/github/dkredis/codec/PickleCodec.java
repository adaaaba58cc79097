package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.internal.Libraries;
import io.github.dkredis.pickle.Pickle;
import io.github.dkredis.pickle.PickleException;
import io.github.dkredis.pickle.PickleLimits;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The codec of Python's pickle format: {@link Pickle} with support for records and beans. They are written as dicts. A
 * typed read binds dicts, and the attributes of Python objects, to records and beans through Jackson; other values must
 * fit the type exactly. {@code docs/pickle.md} lists the types of both languages.
 */
public final class PickleCodec implements Codec {

    private static final PickleCodec STANDARD =
            new PickleCodec(Pickle.standard().withConverter(value -> Beans.toPlain(value))); // loads Jackson on use

    private final Pickle pickle;

    private PickleCodec(Pickle pickle) {
        this.pickle = pickle;
    }

    /** Returns the codec with the {@linkplain PickleLimits#DEFAULTS default limits}, which refuses cycles. */
    public static PickleCodec standard() {
        return STANDARD;
    }

    /** Returns a copy that reads and writes within the given limits. */
    public PickleCodec withLimits(PickleLimits limits) {
        return new PickleCodec(pickle.withLimits(limits));
    }

    /** Returns a copy that also reads containers that contain themselves, see {@link Pickle#withCycles}. */
    public PickleCodec withCycles() {
        return new PickleCodec(pickle.withCycles());
    }

    /**
     * Returns the pickle of a value, in protocol 4.
     *
     * @throws CodecException if the value has no Python form (a year outside 1 to 9999, a time finer than a
     *     microsecond, a class that Jackson cannot write as a dict), if it exceeds a limit, or if it contains itself
     */
    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return pickle.write(value);
        } catch (PickleException e) {
            throw codecException(e);
        } catch (LinkageError e) { // Jackson writes records and beans
            throw Libraries.jacksonMisfit(e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        try {
            return pickle.read(bytes);
        } catch (PickleException e) {
            throw codecException(e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        Object plain = decode(bytes);
        try {
            return Binding.bind(plain, Objects.requireNonNull(type, "type"));
        } catch (LinkageError e) { // Jackson binds records and beans
            throw Libraries.jacksonMisfit(e);
        }
    }

    static CodecException codecException(PickleException e) {
        return new CodecException(String.valueOf(e.getMessage()), e);
    }
}

package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.internal.Libraries;
import io.github.dkredis.pickle.Pickle;
import io.github.dkredis.pickle.PickleException;
import io.github.dkredis.pickle.PickleLimits;
import io.github.dkredis.pickle.TimePrecision;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codec of Python's pickle format: {@link Pickle} with support for records and beans. They are written as dicts. A
 * typed read binds dicts, and the attributes of Python objects, to records and beans through Jackson; other values must
 * fit the type exactly. {@code docs/pickle.md} lists the types of both languages. Instances are immutable and
 * thread-safe.
 */
public final class PickleCodec implements Codec {

    private static final PickleCodec STANDARD = new PickleCodec(Pickle.standard(), null, MissingProperties.REFUSE);

    private final Pickle pickle;
    private final @Nullable JsonMapper mapper;
    private final MissingProperties missing;
    /** Loads Jackson when the first record or bean is written or bound. */
    private final Lazy beans;

    private PickleCodec(Pickle pickle, @Nullable JsonMapper mapper, MissingProperties missing) {
        this.mapper = mapper;
        this.missing = missing;
        this.beans = new Lazy(mapper, missing);
        this.pickle = pickle.withConverter(value -> beans.get().toPlain(value));
    }

    /** The conversion of records and beans, made when it is first needed. */
    private static final class Lazy {
        private final @Nullable JsonMapper mapper;
        private final MissingProperties missing;
        private volatile @Nullable Beans beans;

        Lazy(@Nullable JsonMapper mapper, MissingProperties missing) {
            this.mapper = mapper;
            this.missing = missing;
        }

        Beans get() {
            Beans made = beans;
            if (made == null) {
                made = new Beans(mapper == null ? JsonMapper.shared() : mapper, missing);
                beans = made; // if two threads make it, either will do
            }
            return made;
        }
    }

    /** Returns the codec with the {@linkplain PickleLimits#DEFAULTS default limits}. */
    public static PickleCodec standard() {
        return STANDARD;
    }

    /** Returns a copy that reads and writes within the given limits. */
    public PickleCodec withLimits(PickleLimits limits) {
        return new PickleCodec(pickle.withLimits(limits), mapper, missing);
    }

    /** Returns a copy that also reads and writes containers that contain themselves, see {@link Pickle#withCycles}. */
    public PickleCodec withCycles() {
        return new PickleCodec(pickle.withCycles(), mapper, missing);
    }

    /** Returns a copy that treats times finer than a microsecond in another way; the default is to truncate them. */
    public PickleCodec withTimePrecision(TimePrecision precision) {
        return new PickleCodec(pickle.withTimePrecision(precision), mapper, missing);
    }

    /**
     * Returns a copy that converts records and beans with the modules and annotations of a mapper. The strictness
     * stays: the mapper's own tolerance, such as accepting floats for ints, has no effect.
     */
    public PickleCodec withMapper(JsonMapper mapper) {
        return new PickleCodec(pickle, Objects.requireNonNull(mapper, "mapper"), missing);
    }

    /** Returns a copy that treats missing components of records in another way; the default is to refuse them. */
    public PickleCodec withMissing(MissingProperties missing) {
        return new PickleCodec(pickle, mapper, Objects.requireNonNull(missing, "missing"));
    }

    /**
     * Returns the pickle of a value, in protocol 4.
     *
     * @throws CodecException if the value has no Python form (a year outside 1 to 9999, a class that Jackson cannot
     *     write as a dict), if it exceeds a limit, or if a container contains itself
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
    public byte[] encode(@Nullable Object value, Type type) {
        try {
            return encode(DeclaredTypes.applied(value, type, beans::get));
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
            return new Binding(beans::get, bytes.length).bind(plain, Objects.requireNonNull(type, "type"));
        } catch (Mismatch e) {
            throw e.toCodecException();
        } catch (PickleException e) { // a range is too long
            throw codecException(e);
        } catch (LinkageError e) { // Jackson binds records and beans
            throw Libraries.jacksonMisfit(e);
        }
    }

    /** Converts a record or a bean as this codec writes it. */
    @Nullable
    Object toPlain(Object bean) {
        return beans.get().toPlain(bean);
    }

    @Override
    public String toString() {
        return "pickle";
    }

    static CodecException codecException(PickleException e) {
        return new CodecException(String.valueOf(e.getMessage()), e);
    }
}

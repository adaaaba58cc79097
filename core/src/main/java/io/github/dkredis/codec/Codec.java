package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.internal.Libraries;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts values to bytes and back. Codecs are immutable and thread-safe.
 *
 * <p>For any input, {@code decode} ends in a value or a {@link CodecException}, and it instantiates no class that the
 * bytes name. Implementations outside this library must do the same.
 */
public interface Codec {

    /**
     * Returns the bytes of a value.
     *
     * @param value the value, or null if the codec can represent it
     * @return a new array; the bytes codec alone returns the caller's own
     * @throws CodecException if the codec cannot represent the value
     */
    byte[] encode(@Nullable Object value);

    /**
     * Returns the bytes of a value that is declared as a type. It matters for generic types: the class of an
     * {@code ArrayList} does not say that it is a {@code List<Shape>}, whose elements are written with the name of
     * their class if {@code Shape} asks for it.
     *
     * @param value the value, or null if the codec can represent it
     * @param type the type as which the value will be read
     * @return as {@link #encode(Object)}
     * @throws CodecException if the codec cannot represent the value
     */
    default byte[] encode(@Nullable Object value, Type type) {
        return encode(value);
    }

    /**
     * Returns the value of some bytes, in the codec's natural types.
     *
     * @param bytes the bytes that {@link #encode}, or the counterpart in another language, wrote; not modified
     * @return the value, or null if the bytes represent null
     * @throws CodecException if the bytes are not valid for this codec
     */
    @Nullable
    Object decode(byte[] bytes);

    /**
     * Returns the value of some bytes, as a given type.
     *
     * @param bytes the bytes that {@link #encode}, or the counterpart in another language, wrote; not modified
     * @param type a class or a generic type, see {@link TypeRef}
     * @return an instance of the type, or null if the bytes represent null
     * @throws CodecException if the bytes are not valid for this codec, or if the value does not fit the type
     */
    @Nullable
    Object decode(byte[] bytes, Type type);

    /**
     * Returns the codec of Python's pickle format, in which Python's {@code dkredis} stores values. It reads protocols
     * 0 to 5, writes protocol 4, and has the default limits; {@link PickleCodec} offers others.
     */
    static Codec pickle() {
        return PickleCodec.standard();
    }

    /**
     * Does the same as {@link #pickle()}, and converts records and beans with the modules and annotations of a mapper.
     *
     * @see PickleCodec#withMapper
     */
    static Codec pickle(JsonMapper mapper) {
        return PickleCodec.standard().withMapper(mapper);
    }

    /**
     * Returns the JSON codec, which uses Jackson. An untyped read returns {@code Map}, {@code List}, {@code String},
     * {@code Integer}, {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean} or null. NaN and the
     * infinities have the form that Python's {@code json} gives them. Values may be nested 500 deep, and numbers may
     * have 4,300 characters.
     *
     * @throws IllegalStateException if the application runs without Jackson, or with one that is too old
     */
    static Codec json() {
        try {
            return JsonCodec.standard();
        } catch (LinkageError e) {
            throw Libraries.jacksonMisfit(e);
        }
    }

    /**
     * Does the same as {@link #json()}, with the modules, annotations and limits of a mapper.
     *
     * @see JsonCodec#withMapper
     */
    static Codec json(JsonMapper mapper) {
        return JsonCodec.standard().withMapper(mapper);
    }

    /** Returns the codec of UTF-8 text. It refuses malformed UTF-8, text with unpaired surrogates, and null. */
    static Codec string() {
        return new FormatCodec(StringFormat.INSTANCE);
    }

    /**
     * Returns the codec that passes a {@code byte[]} through. It refuses null. Arrays are not copied: a caller must not
     * modify an array until the command that sends it is done.
     */
    static Codec bytes() {
        return new FormatCodec(BytesFormat.INSTANCE);
    }

    /**
     * Returns a codec that compresses the bytes of this one in the zlib format if that makes them shorter, and accepts
     * up to 64 MiB of uncompressed bytes. Python reads them with {@code zlib.decompress(b) if b[:1] == b'x' else b}.
     *
     * <p>Values that were stored without compression can still be read, unless they begin with the letter {@code x},
     * which no pickle and no JSON does.
     */
    default Codec compressed() {
        return compressed(64 << 20);
    }

    /**
     * Does the same as {@link #compressed()}, with another limit.
     *
     * @param maxBytes the longest value in uncompressed bytes; {@code encode} and {@code decode} refuse longer ones
     * @throws IllegalArgumentException if the limit is not positive
     */
    default Codec compressed(int maxBytes) {
        return new FormatCodec(new CompressedFormat(
                toString(),
                (value, type) -> type == Object.class ? encode(value) : encode(value, type),
                (bytes, type) -> type == Object.class ? decode(bytes) : decode(bytes, type),
                maxBytes));
    }
}

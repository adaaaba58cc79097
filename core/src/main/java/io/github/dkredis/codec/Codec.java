package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. A codec has no state and is safe for use by many threads at once.
 *
 * <p>Whatever the bytes, {@code decode} ends in a value or a {@link CodecException}, within memory and time bounded by
 * the length of the input; it constructs no class that the bytes name.
 */
public interface Codec {

    /**
     * The bytes of a value.
     *
     * @param value the value, or null where the codec has a form for it
     * @return an array that nobody changes any more; a new one, but for the bytes codec, which hands on its own
     * @throws CodecException if the codec has no form for this value
     */
    byte[] encode(@Nullable Object value);

    /**
     * The value of some bytes, in the codec's natural types.
     *
     * @param bytes what {@link #encode} or another language's twin wrote; not changed
     * @return the value, or null for the codec's null
     * @throws CodecException if the bytes are no value of this codec
     */
    @Nullable
    Object decode(byte[] bytes);

    /**
     * The value of some bytes as a given type.
     *
     * @param bytes what {@link #encode} or another language's twin wrote; not changed
     * @param type the wanted type: a class or a generic type
     * @return an instance of that type, or null for the codec's null
     * @throws CodecException if the bytes are no value of this codec, or the value does not fit the type
     */
    @Nullable
    Object decode(byte[] bytes, Type type);

    /**
     * Python's pickle: reads protocols 0 to 5, writes protocol 4; what Python {@code dkredis} stores.
     *
     * @return the codec with its default limits; {@link PickleCodec} has others
     */
    static Codec pickle() {
        return PickleCodec.standard();
    }

    /**
     * JSON by Jackson. Untyped, it gives {@code Map}, {@code List}, {@code String}, {@code Integer}, {@code Long},
     * {@code BigInteger}, {@code Double}, {@code Boolean} and null. NaN and the infinities are written as Python's
     * {@code json} writes them. Nesting is bounded to 500, numbers to 4,300 characters; no default typing, so data
     * names no class.
     *
     * @return the one instance
     */
    static Codec json() {
        return JsonCodec.INSTANCE;
    }

    /**
     * Text as UTF-8, strictly: bytes that are no UTF-8 and texts with unpaired surrogates are refused. It has no null.
     *
     * @return the one instance
     */
    static Codec string() {
        return StringCodec.INSTANCE;
    }

    /**
     * A {@code byte[]} as it is. It has no null. Arrays are not copied: one given to a command must not be changed
     * until the command is done.
     *
     * @return the one instance
     */
    static Codec bytes() {
        return BytesCodec.INSTANCE;
    }

    /**
     * This codec's bytes in the zlib format where that makes them shorter, up to 64 MiB when decompressed. Python reads
     * them with {@code zlib.decompress(b) if b[:1] == b'x' else b}. A value written without compression is read too,
     * unless it begins with the letter {@code x}, which no pickle and no JSON does.
     *
     * @return a new codec
     */
    default Codec compressed() {
        return compressed(64 << 20);
    }

    /**
     * As {@link #compressed()}, with another limit.
     *
     * @param maxBytes the longest value, uncompressed, in bytes; a longer one is refused both ways
     * @return a new codec
     * @throws IllegalArgumentException if the limit is not positive
     */
    default Codec compressed(int maxBytes) {
        return new CompressedCodec(this, maxBytes);
    }
}

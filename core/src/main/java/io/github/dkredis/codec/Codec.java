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
     * @return a new array
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
}

package io.github.dkredis.internal;

import io.github.dkredis.CodecException;
import io.github.dkredis.codec.Codec;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of keys. Its failures name the operation and the key; a value larger than Redis accepts is
 * refused.
 */
public final class KeyedCodec {

    private static final int MAX_BYTES = 512 << 20;

    private final Codec codec;

    public KeyedCodec(Codec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** Converts a value to the bytes that are stored. */
    public byte[] encode(String operation, String key, @Nullable Object value) {
        try {
            return checked(codec.encode(value));
        } catch (CodecException e) {
            throw named(operation, key, e);
        }
    }

    /**
     * Converts a value to the bytes that are stored, as the type by which it will be read.
     *
     * @param type null if it is not known
     */
    public byte[] encode(String operation, String key, @Nullable Object value, @Nullable Type type) {
        try {
            return checked(type == null ? codec.encode(value) : codec.encode(value, type));
        } catch (CodecException e) {
            throw named(operation, key, e);
        }
    }

    /** Converts stored bytes to a value of the codec's natural types. */
    public @Nullable Object decode(String operation, String key, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (CodecException e) {
            throw named(operation, key, e);
        }
    }

    /** Converts stored bytes to a value of a type. */
    public @Nullable Object decode(String operation, String key, byte[] bytes, Type type) {
        try {
            return codec.decode(bytes, type);
        } catch (CodecException e) {
            throw named(operation, key, e);
        }
    }

    @Override
    public String toString() {
        return codec.toString();
    }

    private static byte[] checked(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new CodecException("the value has " + bytes.length + " bytes, and Redis accepts up to 512 MiB");
        }
        return bytes;
    }

    private static CodecException named(String operation, String key, CodecException e) {
        return new CodecException(operation + " " + Keys.quoted(key) + ": " + e.getMessage(), e);
    }
}

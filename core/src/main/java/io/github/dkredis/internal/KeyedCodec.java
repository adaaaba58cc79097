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
        byte[] bytes;
        try {
            bytes = codec.encode(value);
        } catch (CodecException e) {
            throw named(operation, key, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new CodecException(operation + " " + Keys.quoted(key) + ": the value has " + bytes.length
                    + " bytes, and Redis accepts up to 512 MiB");
        }
        return bytes;
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

    private static CodecException named(String operation, String key, CodecException e) {
        return new CodecException(operation + " " + Keys.quoted(key) + ": " + e.getMessage(), e);
    }
}

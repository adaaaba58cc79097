package io.github.dkredis.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The codec of a {@link Format}. */
record FormatCodec(Format format) implements Codec {

    @Override
    public byte[] encode(@Nullable Object value) {
        return format.encode(value, Object.class);
    }

    @Override
    public byte[] encode(@Nullable Object value, Type type) {
        return format.encode(value, type);
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        return format.decode(bytes, Object.class);
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        return format.decode(bytes, type);
    }

    @Override
    public String toString() {
        return format.toString();
    }
}

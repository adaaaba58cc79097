package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Passes a {@code byte[]} through without copying it. */
final class BytesFormat implements Format {

    static final BytesFormat INSTANCE = new BytesFormat();

    private BytesFormat() {}

    @Override
    public byte[] encode(@Nullable Object value, Type type) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new CodecException("the bytes codec writes only byte[], not " + Format.describe(value));
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        if (type == byte[].class || type == Object.class) {
            return bytes;
        }
        throw new CodecException("the bytes codec reads only byte[], not " + type.getTypeName());
    }

    @Override
    public String toString() {
        return "bytes";
    }
}

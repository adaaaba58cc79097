package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Bytes as they are. Nothing is copied, so an array must not be changed while a command that has it is under way. */
final class BytesCodec implements Codec {

    static final BytesCodec INSTANCE = new BytesCodec();

    private BytesCodec() {}

    @Override
    public byte[] encode(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new CodecException("the bytes codec writes a byte[] only, not " + StringCodec.nameOf(value));
    }

    @Override
    public Object decode(byte[] bytes) {
        return bytes;
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        if (type == byte[].class || type == Object.class) {
            return bytes;
        }
        throw new CodecException("the bytes codec reads a byte[] only, not " + type.getTypeName());
    }
}

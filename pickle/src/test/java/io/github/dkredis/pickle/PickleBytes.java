package io.github.dkredis.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Builds pickles byte by byte, among them such as Python never writes. */
final class PickleBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static PickleBytes pickle() {
        return new PickleBytes();
    }

    /** Appends one byte for each character. */
    PickleBytes raw(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    PickleBytes raw(byte[] raw) {
        bytes.write(raw, 0, raw.length);
        return this;
    }

    PickleBytes op(int op) {
        bytes.write(op);
        return this;
    }

    PickleBytes i4(long value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array());
    }

    PickleBytes i8(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').i4(utf8.length).raw(utf8);
    }

    PickleBytes integer(int value) {
        return op('J').i4(value);
    }

    PickleBytes times(int count, String repeated) {
        return raw(repeated.repeat(count));
    }

    PickleBytes times(int count, IntFunction<PickleBytes> part) {
        for (int i = 0; i < count; i++) {
            raw(part.apply(i).bytes.toByteArray());
        }
        return this;
    }

    byte[] withoutStop() {
        return bytes.toByteArray();
    }

    byte[] stop() {
        return op('.').bytes.toByteArray();
    }
}

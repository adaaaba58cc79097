package io.github.dkredis.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Pickles that nobody writes who means well. */
final class Attacks {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static Attacks pickle() {
        return new Attacks();
    }

    /** Characters as bytes. */
    Attacks raw(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Attacks raw(byte[] raw) {
        bytes.write(raw, 0, raw.length);
        return this;
    }

    Attacks op(int op) {
        bytes.write(op);
        return this;
    }

    Attacks i4(long value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array());
    }

    Attacks i8(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    Attacks text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').i4(utf8.length).raw(utf8);
    }

    Attacks integer(int value) {
        return op('J').i4(value);
    }

    Attacks times(int count, String repeated) {
        return raw(repeated.repeat(count));
    }

    Attacks times(int count, IntFunction<Attacks> part) {
        for (int i = 0; i < count; i++) {
            raw(part.apply(i).bytes.toByteArray());
        }
        return this;
    }

    byte[] stop() {
        return op('.').bytes.toByteArray();
    }
}

package io.github.dkredis.pickle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the pickle that is being written. Short parts go into a growing array. Long texts and arrays are only
 * noted, and are copied when the pickle is complete, straight into an array of its exact length: so writing a long
 * value allocates that array and little more.
 */
final class PickleOutput {

    /** From this length on, in characters or bytes, a text or an array is noted instead of copied. */
    private static final int LONG_PART = 4 << 10;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);
    /** How many characters are checked one by one before a long text is copied as a whole. */
    private static final int PROBE = 48;

    private final int limit;
    private byte[] bytes;
    private int at;
    private @Nullable List<LongPart> longParts;
    /** The encoded length of the long parts. */
    private long longLength;

    /**
     * A text or an array that is still to be copied.
     *
     * @param position where it belongs among the short parts
     * @param value a {@code String} or a {@code byte[]}
     * @param length its length in bytes
     */
    private record LongPart(int position, Object value, long length) {}

    PickleOutput(int capacity, int limit) {
        this.limit = limit;
        this.bytes = new byte[capacity];
    }

    /** Returns the written bytes. Nothing may be written afterwards. */
    byte[] toByteArray() {
        requireWithin(0);
        if (longParts == null) {
            return at == bytes.length ? bytes : Arrays.copyOf(bytes, at);
        }
        byte[] whole = new byte[(int) (at + longLength)];
        int from = 0;
        int to = 0;
        for (LongPart part : longParts) {
            int length = part.position - from;
            System.arraycopy(bytes, from, whole, to, length);
            from = part.position;
            to += length;
            if (part.value instanceof byte[] array) {
                System.arraycopy(array, 0, whole, to, array.length);
                to += array.length;
            } else {
                to = Utf8.encodeLong((String) part.value, part.length, whole, to);
            }
        }
        System.arraycopy(bytes, from, whole, to, at - from);
        return whole;
    }

    private void addLong(Object value, long encodedLength) {
        requireWithin(encodedLength);
        if (longParts == null) {
            longParts = new ArrayList<>(4);
        }
        longParts.add(new LongPart(at, value, encodedLength));
        longLength += encodedLength;
    }

    private void need(long count) {
        if (count > bytes.length - at) {
            grow(at + count);
        }
    }

    /** Doubles the array. The limit is only checked here and at the end, which keeps {@link #need} short. */
    private void grow(long needed) {
        requireWithin(0);
        if (needed > Integer.MAX_VALUE - 8) {
            throw tooLong();
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, needed), Integer.MAX_VALUE - 8));
    }

    /** Refuses what would exceed the limit, before memory is allocated for it. */
    private void requireWithin(long count) {
        if (at + longLength + count > Math.min(limit, Integer.MAX_VALUE - 8)) {
            throw tooLong();
        }
    }

    private PickleException tooLong() {
        return new PickleException("the pickle would be longer than " + limit + " bytes");
    }

    void op(int op) {
        need(1);
        bytes[at++] = (byte) op;
    }

    void op1(int op, int operand) {
        need(2);
        bytes[at] = (byte) op;
        bytes[at + 1] = (byte) operand;
        at += 2;
    }

    void op4(int op, int operand) {
        need(5);
        bytes[at] = (byte) op;
        INT.set(bytes, at + 1, operand);
        at += 5;
    }

    void opDouble(int op, double operand) {
        need(9);
        bytes[at] = (byte) op;
        DOUBLE.set(bytes, at + 1, operand);
        at += 9;
    }

    /** Writes an int with the shortest opcode. */
    void integer(int value) {
        if (value >>> 8 == 0) {
            op1(Opcode.BININT1, value);
        } else if (value >>> 16 == 0) {
            op1(Opcode.BININT2, value);
            op(value >> 8);
        } else {
            op4(Opcode.BININT, value);
        }
    }

    void raw(byte... source) {
        if (source.length >= LONG_PART) {
            addLong(source, source.length);
            return;
        }
        need(source.length);
        System.arraycopy(source, 0, bytes, at, source.length);
        at += source.length;
    }

    void ascii(String text) {
        raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a str with a length of one byte. It may have up to 85 characters, which take at most 255 bytes. */
    void shortText(int op, String text) {
        int length = text.length();
        need(2 + 3L * length);
        int start = at + 2;
        int ascii = copyAscii(text, start);
        int end = ascii == length ? start + length : Utf8.encode(text, ascii, bytes, start + ascii);
        bytes[at] = (byte) op;
        bytes[at + 1] = (byte) (end - start);
        at = end;
    }

    /** Writes a str with a length of four bytes. */
    void text(int op, String text) {
        int length = text.length();
        if (length >= LONG_PART) {
            long encoded = Utf8.length(text);
            requireWithin(encoded);
            op4(op, (int) encoded);
            addLong(text, encoded);
            return;
        }
        need(5L + length);
        int start = at + 5;
        int end = start + length;
        if (!(length <= PROBE ? copyAscii(text, start) == length : copyLongAscii(text, start))) {
            need(5 + 3L * length);
            end = Utf8.encode(text, 0, bytes, start);
        }
        bytes[at] = (byte) op;
        INT.set(bytes, at + 1, end - start);
        at = end;
    }

    /** Writes bytes as a str with one Latin-1 character for each byte. */
    void latin1(int op, byte[] text) {
        need(5 + 2L * text.length);
        int end = at + 5;
        for (byte b : text) {
            if (b < 0) {
                bytes[end++] = (byte) (0xc0 | (b & 0xff) >> 6);
                bytes[end++] = (byte) (0x80 | (b & 0x3f));
            } else {
                bytes[end++] = b;
            }
        }
        bytes[at] = (byte) op;
        INT.set(bytes, at + 1, end - at - 5);
        at = end;
    }

    /** Copies the characters before the first one that is not ASCII, and returns their number. */
    private int copyAscii(String text, int to) {
        byte[] target = bytes;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return i;
            }
            target[to + i] = (byte) c;
        }
        return length;
    }

    /**
     * Copies a text of more than {@link #PROBE} characters if it is all ASCII. The deprecated {@code getBytes} copies
     * the low bytes of all characters, which is the fastest copy that the JVM offers (a memory copy for Latin-1
     * strings). Then no byte may have its high bit set, and the bytes must give the same text again, as no character
     * may have lost a high byte.
     *
     * @return false if the text is not ASCII; the bytes after {@code to} are then undefined
     */
    @SuppressWarnings("deprecation") // drops and restores high bytes on purpose
    private boolean copyLongAscii(String text, int to) {
        for (int i = 0; i < PROBE; i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        int length = text.length();
        text.getBytes(0, length, bytes, to);
        return noHighBit(bytes, to, to + length) && new String(bytes, 0, to, length).equals(text);
    }

    private static boolean noHighBit(byte[] bytes, int from, int to) {
        return Utf8.countHighBits(bytes, from, to) == 0;
    }
}

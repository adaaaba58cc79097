package io.github.dkredis.pickle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one pickle and the position in them. A length is compared with the number of remaining bytes before
 * anything is allocated for it.
 */
final class PickleInput {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int at;

    PickleInput(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    int position() {
        return at;
    }

    PickleException unreadable(String what) {
        return PickleException.unreadable(what + " (at byte " + at + " of " + end + ")");
    }

    int u1() {
        if (at >= end) {
            throw unreadable("it ends too early");
        }
        return bytes[at++] & 0xff;
    }

    int u2() {
        int from = take(2);
        return (bytes[from] & 0xff) | (bytes[from + 1] & 0xff) << 8;
    }

    int i4() {
        return (int) INT.get(bytes, take(4));
    }

    double f8() {
        return (double) DOUBLE.get(bytes, take(8));
    }

    /** Reads a length of 4 bytes. From 2^31 on it is negative, which {@link #take} refuses. */
    int length4() {
        return i4();
    }

    /** Reads a length of 8 bytes. One beyond the end becomes -1, which {@link #take} refuses. */
    int length8() {
        long length = (long) LONG.get(bytes, take(8));
        return length < 0 || length > end ? -1 : (int) length;
    }

    /** Skips bytes that must be there, and returns where they begin. */
    private int take(int count) {
        if (count < 0 || count > end - at) {
            throw unreadable("a length is beyond the end");
        }
        int from = at;
        at += count;
        return from;
    }

    byte[] bytes(int count) {
        int from = take(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    byte[] bytesReversed(int count) {
        int from = take(count);
        byte[] reversed = new byte[count];
        for (int i = 0; i < count; i++) {
            reversed[i] = bytes[from + count - 1 - i];
        }
        return reversed;
    }

    /** Checks that so many bytes remain. */
    void requireRemaining(int count) {
        at = take(count);
    }

    /** Reads a signed little-endian number of 1 to 8 bytes. */
    long signed(int count) {
        int from = take(count);
        long value = bytes[from + count - 1];
        for (int i = from + count - 2; i >= from; i--) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    String utf8(int count) {
        int from = take(count);
        return Utf8.decode(bytes, from, count);
    }

    /** Reads text up to the next line feed, one character per byte. */
    String line() {
        int from = endOfLine();
        return new String(bytes, from, at - 1 - from, StandardCharsets.ISO_8859_1);
    }

    String utf8Line() {
        int from = endOfLine();
        return Utf8.decode(bytes, from, at - 1 - from);
    }

    private int endOfLine() {
        int from = at;
        int to = from;
        while (to < end && bytes[to] != '\n') {
            to++;
        }
        if (to == end) {
            throw unreadable("a line has no end");
        }
        at = to + 1;
        return from;
    }
}

package io.github.dkredis.pickle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Spliterator;

/**
 * UTF-8 in the variant that Python's pickles use, {@code surrogatepass}: strict, except that a lone surrogate is three
 * bytes in both directions.
 *
 * <p>The JDK's decoder is much faster, but replaces malformed input silently. So it goes first, and only if its result
 * holds the replacement character, the exact decoder below decides.
 */
final class Utf8 {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** What the two halves of a pair have too much when the first one is shifted by ten bits. */
    private static final int PAIR_OFFSET = (0xd800 << 10) + 0xdc00 - 0x10000;

    private static final long HIGH_BITS = 0x8080808080808080L;
    /** How many characters of a long text are looked at together, so that they stay in the processor's cache. */
    private static final int CHUNK = 8 << 10;

    /** Whether this JVM is known to behave as {@link #isLatin1} says. */
    private static final boolean SIZED_IS_LATIN1 = isSized("a\u00ff") && !isSized("a\u0100") && !isSized("\uffff");

    /**
     * How many bytes a character takes beyond the first, by its high bits; a half of a pair takes one, and is counted
     * in the upper 16 bits too. A sum over a {@link #CHUNK} fits into both halves.
     */
    private static final int[] MORE_BYTES = new int[512];

    static {
        for (int i = 1; i < MORE_BYTES.length; i++) {
            char c = (char) (i << 7);
            MORE_BYTES[i] = Character.isSurrogate(c) ? 1 << 16 | 1 : c < 0x800 ? 1 : 2;
        }
    }

    private static final char REPLACEMENT = '\ufffd';

    /** The texts of one ASCII character. CPython has a single object of each, too. */
    private static final String[] ASCII = new String[128];

    static {
        for (int i = 0; i < ASCII.length; i++) {
            ASCII[i] = String.valueOf((char) i).intern();
        }
    }

    private Utf8() {}

    static String decode(byte[] bytes, int from, int length) {
        if (length <= 1) {
            return length == 0 ? "" : bytes[from] >= 0 ? ASCII[bytes[from]] : decodeExactly(bytes, from, length);
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeExactly(bytes, from, length);
    }

    private static String decodeExactly(byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = from + length;
        for (int at = from; at < end; ) {
            int first = bytes[at++];
            if (first >= 0) {
                text.append((char) first);
                continue;
            }
            int more = (first & 0xe0) == 0xc0 ? 1 : (first & 0xf0) == 0xe0 ? 2 : (first & 0xf8) == 0xf0 ? 3 : 0;
            if (more == 0 || more > end - at) {
                throw malformed();
            }
            text.appendCodePoint(codePoint(first & (0x3f >> more), bytes, at, more));
            at += more;
        }
        return text.toString();
    }

    private static int codePoint(int high, byte[] bytes, int at, int more) {
        int value = high;
        for (int i = at; i < at + more; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                throw malformed();
            }
            value = value << 6 | (bytes[i] & 0x3f);
        }
        // refuses forms that are longer than necessary
        int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
        if (value < least || value > Character.MAX_CODE_POINT) {
            throw malformed();
        }
        return value;
    }

    private static PickleException malformed() {
        return PickleException.unreadable("a str is not UTF-8");
    }

    /**
     * Encodes a text from the character {@code from} on. The array must have room for three bytes per character.
     *
     * @return the index after the last byte
     */
    static int encode(String text, int from, byte[] to, int at) {
        int end = at;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                to[end++] = (byte) c;
            } else if (c < 0x800) {
                to[end++] = (byte) (0xc0 | c >> 6);
                to[end++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                end = encodePair(Character.toCodePoint(c, text.charAt(++i)), to, end);
            } else {
                to[end++] = (byte) (0xe0 | c >> 12);
                to[end++] = (byte) (0x80 | (c >> 6 & 0x3f));
                to[end++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        return end;
    }

    private static int encodePair(int codePoint, byte[] to, int at) {
        to[at] = (byte) (0xf0 | codePoint >> 18);
        to[at + 1] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
        to[at + 2] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        to[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
        return at + 4;
    }

    /**
     * Tells whether a text has no character above 255, and so is kept in one byte per character. It may answer no for
     * such a text, but never yes for another one.
     *
     * <p>The JVM knows the answer and has no method for it, and looking at each character takes longer than copying
     * them all. But it shows in the stream of code points, whose number is only known beforehand if each character is
     * one of them; the JDK does not look through the other texts for surrogates.
     */
    private static boolean isLatin1(String text) {
        return SIZED_IS_LATIN1 && isSized(text);
    }

    private static boolean isSized(String text) {
        return text.codePoints().spliterator().hasCharacteristics(Spliterator.SIZED);
    }

    /** Returns the number of bytes that a long text takes. */
    static long length(String text) {
        return isLatin1(text) ? (long) text.length() + countHighBits(text) : lengthOfWide(text);
    }

    private static long lengthOfWide(String text) {
        long length = text.length();
        char[] chunk = new char[CHUNK];
        char last = 0;
        for (int from = 0; from < text.length(); from += CHUNK) {
            int count = Math.min(CHUNK, text.length() - from);
            text.getChars(from, from + count, chunk, 0);
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += MORE_BYTES[chunk[i] >> 7];
            }
            int surrogates = sum >>> 16;
            length += sum & 0xffff;
            if (surrogates > 0) {
                // each half of a pair takes two bytes, and a lone one three
                length += surrogates - 2L * countPairs(chunk, count, last);
            }
            last = chunk[count - 1];
        }
        return length;
    }

    /** Counts the pairs of surrogates that end in the chunk. */
    private static int countPairs(char[] chunk, int count, char before) {
        int pairs = Character.isSurrogatePair(before, chunk[0]) ? 1 : 0;
        for (int i = 1; i < count; i++) {
            // without branches; a low half that follows a high one always belongs to it
            int other = (chunk[i - 1] & 0xfc00 ^ 0xd800) | (chunk[i] & 0xfc00 ^ 0xdc00);
            pairs += (other - 1) >>> 31;
        }
        return pairs;
    }

    @SuppressWarnings("deprecation") // copies the low bytes, which is all that a Latin-1 text has
    private static int countHighBits(String latin1) {
        byte[] chunk = new byte[CHUNK];
        int count = 0;
        for (int from = 0; from < latin1.length(); from += CHUNK) {
            int size = Math.min(CHUNK, latin1.length() - from);
            latin1.getBytes(from, from + size, chunk, 0);
            count += countHighBits(chunk, 0, size);
        }
        return count;
    }

    /** Counts the bytes that are negative. */
    static int countHighBits(byte[] bytes, int from, int to) {
        int count = 0;
        int i = from;
        for (; i + 32 <= to; i += 32) {
            long a = (long) LONG.get(bytes, i);
            long b = (long) LONG.get(bytes, i + 8);
            long c = (long) LONG.get(bytes, i + 16);
            long d = (long) LONG.get(bytes, i + 24);
            if (((a | b | c | d) & HIGH_BITS) != 0) {
                count += Long.bitCount(a & HIGH_BITS)
                        + Long.bitCount(b & HIGH_BITS)
                        + Long.bitCount(c & HIGH_BITS)
                        + Long.bitCount(d & HIGH_BITS);
            }
        }
        for (; i < to; i++) {
            count += bytes[i] >>> 31;
        }
        return count;
    }

    /**
     * Encodes a long text into an array that has room for it.
     *
     * @param length what {@link #length} has returned for the text
     * @return the index after the last byte
     */
    @SuppressWarnings("deprecation") // copies the low bytes, which is all that an ASCII text has
    static int encodeLong(String text, long length, byte[] to, int at) {
        if (length == text.length()) {
            text.getBytes(0, text.length(), to, at);
            return at + text.length();
        }
        return isLatin1(text) ? encodeLatin1(text, to, at) : encodeWide(text, to, at);
    }

    @SuppressWarnings("deprecation") // copies the low bytes, which is all that a Latin-1 text has
    private static int encodeLatin1(String text, byte[] to, int at) {
        byte[] chunk = new byte[CHUNK];
        int end = at;
        for (int from = 0; from < text.length(); from += CHUNK) {
            int size = Math.min(CHUNK, text.length() - from);
            if (end + size <= to.length) {
                text.getBytes(from, from + size, to, end);
                if (countHighBits(to, end, end + size) == 0) {
                    end += size;
                    continue;
                }
            }
            text.getBytes(from, from + size, chunk, 0);
            for (int i = 0; i < size; i++) {
                byte b = chunk[i];
                if (b >= 0) {
                    to[end++] = b;
                } else {
                    to[end++] = (byte) (0xc0 | (b & 0xff) >> 6);
                    to[end++] = (byte) (0x80 | (b & 0x3f));
                }
            }
        }
        return end;
    }

    private static int encodeWide(String text, byte[] to, int at) {
        char[] chunk = new char[CHUNK];
        int end = at;
        int length = text.length();
        for (int from = 0; from < length; ) {
            int size = Math.min(CHUNK, length - from);
            text.getChars(from, from + size, chunk, 0);
            // a pair must not be torn apart
            if (from + size < length && size > 1 && Character.isHighSurrogate(chunk[size - 1])) {
                size--;
            }
            end = encode(chunk, size, to, end);
            from += size;
        }
        return end;
    }

    private static int encode(char[] text, int length, byte[] to, int at) {
        int end = at;
        for (int i = 0; i < length; i++) {
            int c = text[i];
            if (c < 0x80) {
                to[end++] = (byte) c;
            } else if (c < 0x800) {
                to[end++] = (byte) (0xc0 | c >> 6);
                to[end++] = (byte) (0x80 | (c & 0x3f));
            } else if ((c & 0xfc00) == 0xd800 && i + 1 < length && (text[i + 1] & 0xfc00) == 0xdc00) {
                int codePoint = (c << 10) + text[++i] - PAIR_OFFSET;
                INT.set(to, end, fourBytes(codePoint));
                end += 4;
            } else if (end + 4 <= to.length) { // four bytes at once, of which three count
                INT.set(to, end, threeBytes(c));
                end += 3;
            } else {
                to[end++] = (byte) (0xe0 | c >> 12);
                to[end++] = (byte) (0x80 | (c >> 6 & 0x3f));
                to[end++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        return end;
    }

    /** The bytes of a character from 0x800 to 0xffff, the first one in the lowest bits. */
    private static int threeBytes(int c) {
        return 0x8080e0 | c >> 12 | (c & 0xfc0) << 2 | (c & 0x3f) << 16;
    }

    /** The bytes of a code point above 0xffff, the first one in the lowest bits. */
    private static int fourBytes(int codePoint) {
        return 0x808080f0
                | codePoint >> 18
                | (codePoint & 0x3f000) >> 4
                | (codePoint & 0xfc0) << 10
                | (codePoint & 0x3f) << 24;
    }
}

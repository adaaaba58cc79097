package io.github.dkredis.pickle;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 in the variant that Python's pickles use, {@code surrogatepass}: strict, except that a lone surrogate is three
 * bytes in both directions.
 *
 * <p>The JDK's decoder is much faster, but replaces malformed input silently. So it goes first, and only if its result
 * holds the replacement character, the exact decoder below decides.
 */
final class Utf8 {

    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static String decode(byte[] bytes, int from, int length) {
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
}

package io.github.dkredis.pickle;

import java.nio.charset.StandardCharsets;

/**
 * Python 2's {@code str}, which is text or binary data, and the pickle does not say which. Python 3 reads it as ASCII
 * text and refuses everything else, unless told otherwise; so does this class.
 */
final class Python2Str {

    private static final String ESCAPED = "\\'\"abfnrtv";
    private static final String MEANT = "\\'\"\u0007\b\f\n\r\t\u000b";

    private Python2Str() {}

    static String ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                throw notAscii();
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Parses the literal in quotes that protocol 0 writes, such as {@code 'it\'s'}. */
    static String literal(String line) {
        String quoted = line.strip();
        char quote = quoted.isEmpty() ? 0 : quoted.charAt(0);
        boolean closed = quoted.length() >= 2 && quoted.charAt(quoted.length() - 1) == quote;
        if (!closed || (quote != '\'' && quote != '"')) {
            throw PickleException.unreadable("a str of Python 2 is not in quotes");
        }
        StringBuilder text = new StringBuilder(quoted.length());
        for (int at = 1, end = quoted.length() - 1; at < end; ) {
            char c = quoted.charAt(at);
            if (c >= 0x80) {
                throw notAscii();
            }
            at = c == '\\' ? escape(quoted, at + 1, end, text) : at + 1;
            if (c != '\\') {
                text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * Appends what an escape stands for.
     *
     * @param at the index after the backslash
     * @return the index after the escape
     */
    private static int escape(String quoted, int at, int end, StringBuilder text) {
        if (at == end) {
            throw malformed();
        }
        char c = quoted.charAt(at);
        int known = ESCAPED.indexOf(c);
        if (known >= 0) {
            text.append(MEANT.charAt(known));
            return at + 1;
        }
        int radix = c == 'x' ? 16 : 8;
        int from = c == 'x' ? at + 1 : at;
        int to = from;
        int value = 0;
        while (to < end && to < from + (radix == 16 ? 2 : 3) && Character.digit(quoted.charAt(to), radix) >= 0) {
            value = value * radix + Character.digit(quoted.charAt(to++), radix);
        }
        if (radix == 16 && to != from + 2) {
            throw malformed();
        }
        if (to == from) {
            text.append('\\'); // an unknown escape stands for itself
            return at;
        }
        if ((value & 0xff) >= 0x80) {
            throw notAscii();
        }
        text.append((char) (value & 0xff));
        return to;
    }

    private static PickleException malformed() {
        return PickleException.unreadable("a str of Python 2 has a malformed escape");
    }

    private static PickleException notAscii() {
        return PickleException.unreadable("a str of Python 2 is not ASCII text");
    }
}

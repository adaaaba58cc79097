package io.github.dkredis.pickle;

/**
 * Python's {@code raw-unicode-escape} encoding, which protocol 0 uses: Latin-1, where other characters are escapes of a
 * backslash with {@code u} and four hexadecimal digits, or with {@code U} and eight.
 */
final class RawUnicodeEscape {

    private RawUnicodeEscape() {}

    static String decode(String line) {
        if (line.indexOf('\\') < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length());
        for (int at = 0; at < line.length(); ) {
            int digits = digitsAt(line, at);
            if (digits > 0) {
                text.appendCodePoint(codePoint(line, at + 2, digits));
                at += 2 + digits;
            } else {
                // two backslashes are two characters, and the second does not begin an escape
                int plain = line.startsWith("\\\\", at) ? 2 : 1;
                text.append(line, at, at + plain);
                at += plain;
            }
        }
        return text.toString();
    }

    /** Returns the number of hexadecimal digits of the escape that begins here, or 0 outside an escape. */
    private static int digitsAt(String line, int at) {
        if (line.charAt(at) != '\\' || at + 1 == line.length()) {
            return 0;
        }
        return line.charAt(at + 1) == 'u' ? 4 : line.charAt(at + 1) == 'U' ? 8 : 0;
    }

    private static int codePoint(String line, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = i < line.length() ? Character.digit(line.charAt(i), 16) : -1;
            if (digit < 0) {
                throw malformed();
            }
            value = value << 4 | digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw malformed();
        }
        return (int) value;
    }

    private static PickleException malformed() {
        return PickleException.unreadable("a str has a malformed escape");
    }
}

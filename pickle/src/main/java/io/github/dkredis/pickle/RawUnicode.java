package io.github.dkredis.pickle;

/** Python's raw-unicode-escape: Latin-1, and everything else as {@code \}{@code u0000} or {@code \}{@code U00000000}. */
final class RawUnicode {

    private RawUnicode() {}

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
                // A backslash before a backslash is no escape, and keeps the second from beginning one.
                int plain = line.startsWith("\\\\", at) ? 2 : 1;
                text.append(line, at, at + plain);
                at += plain;
            }
        }
        return text.toString();
    }

    /** How many hexadecimal digits the escape that begins here has; 0 if none begins. */
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
        return new PickleException("not a pickle that can be read: a str in it has a malformed escape");
    }
}

package io.github.dkredis.cache;

/** Writes strings as Python's {@code repr} does. */
final class PythonStrings {

    private PythonStrings() {}

    static String repr(String string) {
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder text = new StringBuilder().append(quote);
        string.codePoints().forEach(c -> append(text, c, quote));
        return text.append(quote).toString();
    }

    private static void append(StringBuilder text, int c, char quote) {
        switch (c) {
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c == quote) {
                    text.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    text.appendCodePoint(c);
                } else {
                    text.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            case Character.UNASSIGNED ->
                throw new IllegalArgumentException("a text with the character U+"
                        + Integer.toHexString(c)
                        + " cannot be part of a container in a cache key, because this version of"
                        + " Java does not know it, and Python may");
            default -> true;
        };
    }
}

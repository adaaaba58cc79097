package io.github.dkredis.internal;

import java.nio.charset.StandardCharsets;

/**
 * What every key and channel of a client begins with.
 *
 * @param text may be empty; without characters that have a meaning in keys or patterns
 */
record KeyPrefix(String text) {

    private static final int MAX_LENGTH = 100;
    private static final String FORBIDDEN = "{}*?[]^\\\"'";

    static final KeyPrefix NONE = new KeyPrefix("");

    /**
     * A prefix.
     *
     * @throws IllegalArgumentException if it is too long, or contains braces (they would decide the hash slot of every
     *     key), characters of patterns, quotes, white space or control characters
     */
    KeyPrefix {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a key prefix must have at most " + MAX_LENGTH + " characters, and has " + text.length());
        }
        if (text.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0 || Character.isWhitespace(c))
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a key prefix must not contain braces, white space, control characters,"
                    + " quotes or any of * ? [ ] ^ \\");
        }
        Utf8.encode("a key prefix", text);
    }

    /** The text as the content of a string in Lua, in ASCII whatever it contains. */
    String inLua() {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == ':' || b == '-';
            out.append(plain ? Character.toString((char) b) : String.format("\\%03d", b & 0xff));
        }
        return out.toString();
    }
}

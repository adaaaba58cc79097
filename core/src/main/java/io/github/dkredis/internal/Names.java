package io.github.dkredis.internal;

import java.nio.charset.StandardCharsets;

/** Keys, fields and patterns: checked, as bytes, and in messages. */
public final class Names {

    private static final int LONGEST_IN_MESSAGES = 200;

    private Names() {}

    /**
     * The bytes of a key.
     *
     * @param key the key; not empty, without unpaired surrogates; anything else is allowed
     * @return its UTF-8 form
     * @throws IllegalArgumentException if it is empty or no Unicode text
     */
    public static byte[] key(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key must not be empty");
        }
        return text("a key", key);
    }

    /**
     * The bytes of a text.
     *
     * @param what what it is, for the message
     * @param text a text without unpaired surrogates; may be empty
     * @return its UTF-8 form
     * @throws IllegalArgumentException if it holds an unpaired surrogate, which UTF-8 cannot carry
     */
    public static byte[] text(String what, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (b == '?' && hasUnpairedSurrogate(text)) { // what the encoder puts in its place
                throw new IllegalArgumentException(what + " must not hold an unpaired surrogate");
            } else if (b == '?') {
                break;
            }
        }
        return bytes;
    }

    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A key as it stands in messages: quoted, control characters escaped, cut at 200 characters.
     *
     * @param key the key
     * @return the quoted form
     */
    public static String quoted(String key) {
        StringBuilder out = new StringBuilder(key.length() + 2).append('"');
        for (int i = 0; i < Math.min(key.length(), LONGEST_IN_MESSAGES); i++) {
            char c = key.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '"' || c == '\\') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(key.length() > LONGEST_IN_MESSAGES ? "…\"" : "\"").toString();
    }
}

package io.github.dkredis.internal;

/** Keys as they stand in messages. */
final class Quoting {

    private static final int MAX_LENGTH = 200;

    private Quoting() {}

    /** In quotation marks, control characters escaped, cut at 200 characters. */
    static String quoted(String key) {
        StringBuilder out = new StringBuilder(key.length() + 2).append('"');
        for (int i = 0; i < Math.min(key.length(), MAX_LENGTH); i++) {
            char c = key.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '"' || c == '\\') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(key.length() > MAX_LENGTH ? "…\"" : "\"").toString();
    }
}

package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import java.nio.charset.StandardCharsets;

/**
 * The entries of a named cache between one {@code clear()} and the next.
 *
 * @param text the generation: server time and random digits; empty while Redis cannot be reached
 * @param prefix the start of the names of its entries
 * @param session the tracking session in which it was read, so that the server reports its end; 0 if it is not tracked
 */
record Generation(GenerationSource source, String text, String prefix, long session) implements KeySpace {

    @Override
    public Keys keys() {
        return source.keys();
    }

    @Override
    public EntryAddress address(Object key) {
        return new EntryAddress(key, prefix + withoutBraces((String) key), this);
    }

    /** Braces would be hash tags, so they are written as in URLs. */
    private static String withoutBraces(String text) {
        boolean plain = text.indexOf('{') < 0 && text.indexOf('}') < 0 && text.indexOf('%') < 0;
        return plain ? text : text.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    /** The inverse of {@link #withoutBraces}. */
    static String withBraces(String text) {
        return text.indexOf('%') < 0
                ? text
                : text.replace("%7B", "{").replace("%7D", "}").replace("%25", "%");
    }

    @Override
    public byte[][] condition() {
        return new byte[][] {source.key(), text.getBytes(StandardCharsets.US_ASCII)};
    }

    @Override
    public boolean isCurrent() {
        return source.isCurrent(this);
    }

    @Override
    public boolean isUnavailable() {
        return text.isEmpty();
    }

    @Override
    public void outdated() {
        source.forget();
    }
}

package io.github.dkredis.cache;

import java.nio.charset.StandardCharsets;

/**
 * The entries of a named cache between one {@code clear()} and the next.
 *
 * @param generations whose it is
 * @param text the generation: server time and random digits; empty while Redis is away
 * @param prefix what the names of its entries begin with
 * @param session the tracking session that watches it, 0 for none
 */
record Generation(GenerationSource generations, String text, String prefix, long session) implements KeySpace {

    @Override
    public EntryAddress address(Object key) {
        return new EntryAddress(key, prefix + withoutBraces((String) key), this);
    }

    /** Braces would be hash tags; they are written as in URLs. */
    private static String withoutBraces(String text) {
        boolean plain = text.indexOf('{') < 0 && text.indexOf('}') < 0 && text.indexOf('%') < 0;
        return plain ? text : text.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    @Override
    public byte[][] condition() {
        return new byte[][] {generations.key(), text.getBytes(StandardCharsets.US_ASCII)};
    }

    @Override
    public boolean isCurrent() {
        return generations.isCurrent(this);
    }

    @Override
    public boolean isAway() {
        return text.isEmpty();
    }
}

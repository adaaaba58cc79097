package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * A key of a named cache that is not a string, with its text. Two of them are equal if their texts are, and none is
 * equal to a string, so {@code 1L} and the string {@code "%long:1"} are two keys for every map of this client too.
 */
final class TypedKey {

    private final String text;
    private final Object key;

    /**
     * A key with its text.
     *
     * @param text begins with a percent sign and a lower-case letter, which no escaped string does
     * @param key as the caller gave it
     */
    TypedKey(String text, Object key) {
        this.text = text;
        this.key = key;
    }

    /** What stands in the entry's key in Redis. */
    String text() {
        return text;
    }

    Object key() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TypedKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return the key as the caller gave it, for messages} */
    @Override
    public String toString() {
        return key.toString();
    }
}

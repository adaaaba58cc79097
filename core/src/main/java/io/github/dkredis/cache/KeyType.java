package io.github.dkredis.cache;

import java.util.Objects;

/**
 * Turns the keys of callers into the keys that the operations of a cache take: strings stay as they are, other keys of
 * named caches become {@link TypedKey}s, and the keys of Python's object cache are pickled later.
 *
 * @param type of the keys; for Python's object cache, any
 * @param isTyped whether the keys have a text of this library
 */
record KeyType<K>(Class<K> type, boolean isTyped) {

    /** The keys of Python's object cache. */
    static final KeyType<Object> PYTHON = new KeyType<>(Object.class, false);

    /**
     * The keys of a named cache.
     *
     * @throws IllegalArgumentException if keys of this type have no text
     */
    static <K> KeyType<K> of(Class<K> type) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(
                    "a key's type must not be primitive, as " + type + " is; use the class of the objects");
        }
        KeyText.check(type);
        return new KeyType<>(type, true);
    }

    /**
     * Checks a key and turns it into the key of the operations.
     *
     * @throws IllegalArgumentException if it has no text
     * @throws ClassCastException if it is of another type
     */
    Object operationsKey(K key) {
        Objects.requireNonNull(key, "key");
        K checked = type.cast(key);
        return checked instanceof String || !isTyped ? checked : new TypedKey(KeyText.of(checked), checked);
    }

    /** The key that a caller has given, for its key of the operations. */
    K callersKey(Object operationsKey) {
        return type.cast(operationsKey instanceof TypedKey typed ? typed.key() : operationsKey);
    }
}

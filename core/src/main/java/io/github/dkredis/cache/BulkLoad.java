package io.github.dkredis.cache;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a bulk loader: the keys that it is asked for, and the check of what it returns.
 *
 * @param operationsKeys the key of the operations for each key that the loader is asked for, in order
 */
record BulkLoad<K>(KeyType<K> keyType, Map<K, Object> operationsKeys) {

    static <K> BulkLoad<K> of(KeyType<K> keyType, List<Object> missing) {
        Map<K, Object> operationsKeys = new LinkedHashMap<>();
        missing.forEach(key -> operationsKeys.put(keyType.callersKey(key), key));
        return new BulkLoad<>(keyType, operationsKeys);
    }

    Set<K> callersKeys() {
        return Collections.unmodifiableSet(operationsKeys.keySet());
    }

    /**
     * The loaded values of the keys that were asked for, by their keys of the operations.
     *
     * @throws NullPointerException if the loader returned null
     * @throws IllegalArgumentException if it returned a key that cannot have been meant for this cache
     */
    Map<Object, @Nullable Object> byOperationsKey(@Nullable Map<?, ?> loaded) {
        if (loaded == null) {
            throw new NullPointerException(
                    "the bulk loader returned null; if it found nothing, it returns an empty map");
        }
        Map<Object, @Nullable Object> values = new HashMap<>();
        loaded.forEach((key, value) -> {
            Object operationsKey = operationsKeys.get(key);
            if (operationsKey != null) {
                values.put(operationsKey, value);
            } else if (!isOfTheType(key)) {
                String type = key == null ? "null" : "of type " + key.getClass().getName();
                throw new IllegalArgumentException("the bulk loader returned a key " + type
                        + "; it was asked for keys of type "
                        + operationsKeys.keySet().iterator().next().getClass().getName());
            }
        });
        return values;
    }

    /** Where any object can be a key, one of the classes that were asked for is expected. */
    private boolean isOfTheType(@Nullable Object key) {
        return keyType.type() == Object.class
                ? key != null && operationsKeys.keySet().stream().anyMatch(asked -> asked.getClass() == key.getClass())
                : keyType.type().isInstance(key);
    }
}

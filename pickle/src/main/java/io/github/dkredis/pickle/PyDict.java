package io.github.dkredis.pickle;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the dict types of Python's {@code collections}: a modifiable map in insertion order that is written back as
 * its own type. It equals every map with equal entries.
 */
public abstract sealed class PyDict extends AbstractMap<@Nullable Object, @Nullable Object>
        permits PyOrderedDict, PyDefaultDict, PyCounter {

    private final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();

    PyDict() {}

    @Override
    public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return entries.entrySet();
    }

    @Override
    public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
        return entries.put(key, value);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries.containsKey(key);
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        return entries.remove(key);
    }

    @Override
    public int size() {
        return entries.size();
    }
}

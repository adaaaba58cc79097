package io.github.dkredis.pickle;

import org.jspecify.annotations.Nullable;

/**
 * Python's {@code collections.defaultdict}. Its factory is kept for writing, but never called: in Java, a missing key
 * stays missing.
 */
public final class PyDefaultDict extends PyDict {

    private final @Nullable Object factory;

    /**
     * Creates an empty dict.
     *
     * @param factory what Python calls for a missing key, such as {@code builtins.list}; null for no factory
     */
    public PyDefaultDict(@Nullable PyGlobal factory) {
        this((Object) factory);
    }

    PyDefaultDict(@Nullable Object factory) {
        this.factory = factory;
    }

    /**
     * Returns what Python calls for a missing key.
     *
     * @return a {@link PyGlobal}, a {@link PyObject} (for example a {@code functools.partial}), or null for no factory
     */
    public @Nullable Object factory() {
        return factory;
    }
}

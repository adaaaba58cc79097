package io.github.dkredis.pickle;

import org.jspecify.annotations.Nullable;

/**
 * Python's {@code collections.defaultdict}. Its factory is only kept, never called: a missing key stays missing in Java.
 */
public final class PyDefaultDict extends PyDict {

    private final @Nullable Object factory;

    /**
     * An empty one.
     *
     * @param factory what Python calls for a missing key, as a {@link PyGlobal} such as {@code builtins.list}; null for
     *     none
     */
    public PyDefaultDict(@Nullable PyGlobal factory) {
        this((Object) factory);
    }

    PyDefaultDict(@Nullable Object factory) {
        this.factory = factory;
    }

    /**
     * What Python calls for a missing key.
     *
     * @return a {@link PyGlobal}, seldom a {@link PyObject} (a partial function), or null for none
     */
    public @Nullable Object factory() {
        return factory;
    }
}

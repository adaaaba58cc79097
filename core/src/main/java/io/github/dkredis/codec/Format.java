package io.github.dkredis.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The conversion behind a codec without options. The formats do not implement {@link Codec} themselves, because its
 * factory methods refer to them, and references in both directions would tie all codecs together.
 */
interface Format {

    /** Does what {@link Codec#encode(Object, Type)} describes. {@code Object.class} stands for an unknown type. */
    byte[] encode(@Nullable Object value, Type type);

    /** Does what {@link Codec#decode(byte[], Type)} describes. {@code Object.class} stands for an untyped read. */
    @Nullable
    Object decode(byte[] bytes, Type type);

    /** Returns the type of a value for an error message, which never contains the value itself. */
    static String describe(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getName();
    }
}

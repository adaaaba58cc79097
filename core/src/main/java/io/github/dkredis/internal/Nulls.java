package io.github.dkredis.internal;

import org.jspecify.annotations.Nullable;

/** What the null check cannot follow. */
final class Nulls {

    private Nulls() {}

    /** A value of a type parameter whose bound is nullable: null exactly if the type argument allows null. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    static <T extends @Nullable Object> T unchecked(@Nullable Object value) {
        return (T) value;
    }
}

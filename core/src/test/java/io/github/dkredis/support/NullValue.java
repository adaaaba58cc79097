package io.github.dkredis.support;

/** Provides a null of any type, for tests of arguments that must not be null. */
public final class NullValue {

    private NullValue() {}

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    public static <T> T nullValue() {
        return null;
    }
}

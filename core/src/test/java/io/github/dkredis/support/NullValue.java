package io.github.dkredis.support;

/** A null where none is allowed. */
public final class NullValue {

    private NullValue() {}

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    public static <T> T nothing() {
        return null;
    }
}

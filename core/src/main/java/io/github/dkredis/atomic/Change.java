package io.github.dkredis.atomic;

import io.github.dkredis.internal.Keys;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one caller of an update changes a key.
 *
 * @param <T> the value as the function sees it
 * @param key as the caller gave it
 * @param function computes the new value from the current bytes, which are null if the key is missing
 * @param encode converts the new value to the bytes to write
 * @param newKeyTtl the TTL that the key gets if this change creates it: milliseconds in decimal, empty for none
 */
record Change<T>(
        String key, Function<byte @Nullable [], T> function, Function<? super T, byte[]> encode, byte[] newKeyTtl) {

    private static final int MAX_BYTES = 512 << 20;

    /**
     * What a change makes of a value.
     *
     * @param value the new value, for the caller
     * @param bytes the new value, to be written
     */
    record Changed<T>(T value, byte[] bytes) {}

    /** Calls the function; what it throws is the caller's own failure. */
    Changed<T> apply(byte @Nullable [] current) {
        T value = Objects.requireNonNull(function.apply(current), "the function of an update must not return null");
        byte[] bytes = encode.apply(value);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    label() + ": the new value has " + bytes.length + " bytes, and Redis accepts up to 512 MiB");
        }
        return new Changed<>(value, bytes);
    }

    String label() {
        return "update " + Keys.quoted(key);
    }
}

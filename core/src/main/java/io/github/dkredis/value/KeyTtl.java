package io.github.dkredis.value;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a key will still exist: it is missing, permanent, or has a TTL. Immutable. */
public final class KeyTtl {

    private static final KeyTtl MISSING = new KeyTtl("missing", null);
    private static final KeyTtl PERMANENT = new KeyTtl("permanent", null);

    private final String name;
    private final @Nullable Duration remaining;

    private KeyTtl(String name, @Nullable Duration remaining) {
        this.name = name;
        this.remaining = remaining;
    }

    /** Reads the reply of {@code PTTL}. */
    static KeyTtl ofReply(long millis) {
        if (millis >= 0) {
            return new KeyTtl("", Duration.ofMillis(millis));
        }
        return millis == -1 ? PERMANENT : MISSING;
    }

    /** {@return whether the key exists} */
    public boolean exists() {
        return this != MISSING;
    }

    /** {@return whether the key exists and has no TTL} */
    public boolean isPermanent() {
        return this == PERMANENT;
    }

    /** {@return the rest of the TTL, to the millisecond; empty if the key is missing or permanent} */
    public Optional<Duration> remaining() {
        return Optional.ofNullable(remaining);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyTtl ttl && name.equals(ttl.name) && Objects.equals(remaining, ttl.remaining);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, remaining);
    }

    /** Returns {@code missing}, {@code permanent} or the rest of the TTL. */
    @Override
    public String toString() {
        return remaining == null ? name : remaining.toString();
    }
}

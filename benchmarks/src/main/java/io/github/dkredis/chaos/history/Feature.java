package io.github.dkredis.chaos.history;

import java.util.Locale;

/** A feature of the product that the workers use. */
public enum Feature {
    VALUE,
    UPDATE,
    INCREMENT,
    MAXIMUM,
    HASH,
    MUTEX,
    SEMAPHORE,
    FETCH_LOCK,
    RATE_LIMIT,
    COOLDOWN,
    CACHE_SAVE,
    CACHE_FAR,
    CACHE_NEAR;

    /** {@return the name in tables and messages} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

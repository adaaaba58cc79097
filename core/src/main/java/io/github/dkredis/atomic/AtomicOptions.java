package io.github.dkredis.atomic;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Utf8;
import java.time.Duration;

/**
 * The settings of a view of {@link Atomics}.
 *
 * @param newKeyTtl the TTL of keys that an operation creates: milliseconds in decimal, empty for none
 * @param updates how updates of one key by several callers of this client are run
 */
record AtomicOptions(byte[] newKeyTtl, Updates updates) {

    enum Updates {
        /** One caller applies the functions of all. */
        COMBINED,
        /** Each caller applies its own function. */
        SEPARATE
    }

    static final AtomicOptions DEFAULT = new AtomicOptions(new byte[0], Updates.COMBINED);

    AtomicOptions withTtlForNewKeys(Duration ttl) {
        return new AtomicOptions(Durations.ttl(ttl), updates);
    }

    AtomicOptions withoutCombining() {
        return new AtomicOptions(newKeyTtl, Updates.SEPARATE);
    }

    boolean setsTtl() {
        return newKeyTtl.length > 0;
    }

    @Override
    public String toString() {
        return "new keys: " + (setsTtl() ? "TTL of " + Utf8.decode("", newKeyTtl) + " ms" : "no TTL") + ", updates: "
                + (updates == Updates.COMBINED ? "combined" : "separate");
    }
}

package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a cache keeps in this JVM.
 *
 * @param maxEntries the greatest number of entries; 0 if there is no near cache, or if weights bound it
 * @param weight the greatest weight, if weights bound it
 * @param ttlMillis the longest time that an entry is kept
 * @param whileUnavailableMillis how long entries are served while Redis is away; 0 if they are not
 */
record NearOptions(long maxEntries, @Nullable NearWeight<?> weight, long ttlMillis, long whileUnavailableMillis) {

    static final NearOptions NONE = new NearOptions(0, null, Long.MAX_VALUE, 0);

    private static final long MAX_ENTRIES = 100_000_000;

    boolean isOn() {
        return maxEntries > 0 || weight != null;
    }

    NearOptions withMaxEntries(long entries) {
        if (entries < 1 || entries > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "a near cache must have from 1 to 100,000,000 entries, and had " + entries);
        }
        return new NearOptions(entries, null, ttlMillis, whileUnavailableMillis);
    }

    NearOptions withWeight(NearWeight<?> bound) {
        return new NearOptions(0, bound, ttlMillis, whileUnavailableMillis);
    }

    NearOptions withTtlMillis(long millis) {
        return new NearOptions(maxEntries, weight, millis, whileUnavailableMillis);
    }

    NearOptions withWhileUnavailableMillis(long millis) {
        return new NearOptions(maxEntries, weight, ttlMillis, millis);
    }
}

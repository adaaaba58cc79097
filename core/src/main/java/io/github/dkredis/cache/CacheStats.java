package io.github.dkredis.cache;

import java.time.Duration;

/**
 * What a cache has done in this client since it was opened. Near hits are counted without synchronisation, so a few may
 * be missing.
 *
 * @param nearHits reads that the near cache answered
 * @param farHits reads that Redis answered, cached nulls and stale values included
 * @param misses reads that found no value to serve
 * @param loads loaders that have run in this client and succeeded
 * @param loadFailures loaders that have run in this client and failed
 * @param loadTime the time that all loaders took together
 * @param waits callers that waited for the load of another caller; one that waited for a caller of this client counts
 *     nowhere else
 * @param staleServed values that were served after their TTL
 * @param voidedFills loaded values that were not stored, because the entry had changed or the fill lease had ended
 * @param undecodable entries that could not be decoded and were treated as misses
 * @param loadsWhileAway loaders that have run because Redis could not be reached
 * @param puts entries that this client has stored in Redis, loaded ones included
 * @param nearEntries entries that are in the near cache now; 0 without a near cache
 */
public record CacheStats(
        long nearHits,
        long farHits,
        long misses,
        long loads,
        long loadFailures,
        Duration loadTime,
        long waits,
        long staleServed,
        long voidedFills,
        long undecodable,
        long loadsWhileAway,
        long puts,
        long nearEntries) {

    /** {@return the share of reads that the cache answered, from 0 to 1; 1 before the first read} */
    public double hitRatio() {
        long hits = nearHits + farHits;
        return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
    }
}

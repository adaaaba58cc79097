package io.github.dkredis.cache;

import java.time.Duration;

/**
 * What a cache has done in this client since it was opened. Counted without locking the readers: under contention some near
 * hits may be missing.
 *
 * @param nearHits reads answered from this JVM
 * @param farHits reads answered from Redis, cached nulls and stale values too
 * @param misses reads that found nothing that could be served
 * @param loads loaders that have run here and succeeded
 * @param loadFailures loaders that have run here and failed
 * @param loadTime how long all loaders took together
 * @param waits callers that waited for a load by somebody else: here, and then counted nowhere else, or in another client
 * @param staleServed values served after their time to live
 * @param voidedFills loaded values that were not stored, because the entry was changed or the fill lease had ended
 * @param undecodable entries that could not be read, and were taken for misses
 * @param loadsWhileAway loaders that have run because Redis could not be asked
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
        long loadsWhileAway) {

    /**
     * How many of the reads were answered from the cache.
     *
     * @return from 0 to 1; 1 if there were none
     */
    public double hitRatio() {
        long hits = nearHits + farHits;
        return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
    }
}

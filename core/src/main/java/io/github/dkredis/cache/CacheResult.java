package io.github.dkredis.cache;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look into a cache has found: a value, a cached null, or nothing.
 *
 * @param <V> the type of values
 */
public final class CacheResult<V> {

    private static final CacheResult<?> MISS = new CacheResult<>(false, null);

    private final boolean hit;
    private final @Nullable V value;

    private CacheResult(boolean hit, @Nullable V value) {
        this.hit = hit;
        this.value = value;
    }

    static <V> CacheResult<V> hit(@Nullable V value) {
        return new CacheResult<>(true, value);
    }

    @SuppressWarnings("unchecked") // it holds no value
    static <V> CacheResult<V> miss() {
        return (CacheResult<V>) MISS;
    }

    /**
     * Whether there is an entry, be it a null.
     *
     * @return false for a miss
     */
    public boolean isHit() {
        return hit;
    }

    /**
     * Whether null is cached.
     *
     * @return true for a hit without a value
     */
    public boolean isNull() {
        return hit && value == null;
    }

    /**
     * The value of a hit.
     *
     * @return the value, or null for a cached null
     * @throws NoSuchElementException if it is a miss
     */
    public @Nullable V value() {
        if (!hit) {
            throw new NoSuchElementException("nothing is cached");
        }
        return value;
    }

    /**
     * The value, if there is one.
     *
     * @return empty for a miss and for a cached null
     */
    public Optional<V> toOptional() {
        return Optional.ofNullable(value);
    }

    /** Hit, null or miss; never the value. */
    @Override
    public String toString() {
        return hit ? value == null ? "CacheResult[null]" : "CacheResult[hit]" : "CacheResult[miss]";
    }
}

package io.github.dkredis.cache;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a lookup in a cache: a value, a cached null, or a miss.
 *
 * @param <V> the type of the value
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

    /** {@return whether there is an entry, of a value or of null} */
    public boolean isHit() {
        return hit;
    }

    /** {@return whether null is cached} */
    public boolean isNull() {
        return hit && value == null;
    }

    /**
     * Returns the value of a hit, which is null for a cached null.
     *
     * @throws NoSuchElementException if this is a miss
     */
    public @Nullable V value() {
        if (!hit) {
            throw new NoSuchElementException("a cache miss has no value");
        }
        return value;
    }

    /** {@return the value; empty for a miss and for a cached null} */
    public Optional<V> toOptional() {
        return Optional.ofNullable(value);
    }

    /** Returns whether this is a hit, a null or a miss, and never the value. */
    @Override
    public String toString() {
        return hit ? value == null ? "CacheResult[null]" : "CacheResult[hit]" : "CacheResult[miss]";
    }
}

package io.github.dkredis.pickle;

import org.jspecify.annotations.Nullable;

/**
 * Replaces a value of a class that the writer does not know by a value that it does. A typical converter turns records
 * and beans into maps, which Python reads as dicts.
 *
 * @see Pickle#withConverter
 */
@FunctionalInterface
public interface PickleConverter {

    /**
     * Returns the value to write instead of the given one. The result may contain further values to convert. If the
     * result has the same class as the value, the writer refuses the value.
     *
     * @param value a value of a class that has no Python form by itself
     * @return the replacement, or null for Python's None
     * @throws PickleException if the value has no Python form. Every unchecked exception reaches the caller of
     *     {@link Pickle#write} unchanged.
     */
    @Nullable
    Object convert(Object value);
}

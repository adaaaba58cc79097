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
     * Returns what to write in place of a value. The result may contain further values to convert.
     *
     * @param value a value of a class that has no Python form by itself; never null
     * @return a value of another class, or null for Python's None
     * @throws PickleException if there is nothing to write for the value; every unchecked exception reaches the caller
     *     of {@link Pickle#write} unchanged
     */
    @Nullable
    Object convert(Object value);
}

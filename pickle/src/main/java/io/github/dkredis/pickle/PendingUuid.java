package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a UUID whose number has not been read yet: Python makes the object empty, and then sets its state, a dict
 * with the number. A {@code UUID} is immutable, so {@link ObjectBuilder} replaces this placeholder by the finished
 * UUID.
 */
final class PendingUuid {

    UUID finish(@Nullable Object state) {
        Object value = state instanceof Map<?, ?> map ? map.get("int") : null;
        BigInteger number = Numbers.integer(value);
        if (number == null || number.signum() < 0 || number.bitLength() > 128) {
            throw PickleException.unreadable("a UUID has no number of 128 bits");
        }
        return new UUID(number.shiftRight(64).longValue(), number.longValue());
    }
}

package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID that a pickle has begun: Python makes it empty and gives it its number afterwards, in a dict. */
final class PendingUuid {

    UUID finish(@Nullable Object state) {
        Object value = state instanceof Map<?, ?> map ? map.get("int") : null;
        BigInteger number = PyNumbers.integer(value);
        if (number == null || number.signum() < 0 || number.bitLength() > 128) {
            throw new PickleException("not a pickle that can be read: a UUID in it has no number of 128 bits");
        }
        return new UUID(number.shiftRight(64).longValue(), number.longValue());
    }
}

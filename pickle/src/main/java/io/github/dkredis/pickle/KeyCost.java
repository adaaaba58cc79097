package io.github.dkredis.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what it takes to hash a key and to compare it with an equal one, in steps, and how deep it is nested. The
 * measure of a tuple or a frozenset is stored in it, because a key can contain one of them many times.
 */
final class KeyCost {

    private static final int MAX_DEPTH = 50;
    /** A measure has the depth above this bit, and the steps below. */
    private static final int DEPTH_SHIFT = 48;

    private static final long STEPS_MASK = (1L << DEPTH_SHIFT) - 1;
    /** More than any budget, so that sums of shared parts cannot overflow. */
    private static final long MAX_STEPS = 1L << 40;

    private KeyCost() {}

    /**
     * Returns the steps.
     *
     * @throws PickleException if the key is modifiable, which Python could not hash, or nested too deeply
     */
    static long of(@Nullable Object key) {
        return measure(key, MAX_DEPTH) & STEPS_MASK;
    }

    private static long measure(@Nullable Object key, int depthLeft) {
        if (key instanceof PyTuple tuple) {
            if (tuple.keyMeasure == 0) {
                tuple.keyMeasure = sum(tuple, depthLeft);
            }
            return tuple.keyMeasure;
        }
        if (key instanceof PyFrozenSet set) {
            if (set.keyMeasure == 0) {
                set.keyMeasure = sum(set, depthLeft);
            }
            return set.keyMeasure;
        }
        if (key instanceof Collection<?> || key instanceof Map<?, ?> || key instanceof PyByteArray) {
            throw PickleException.unreadable("a key of a dict or a member of a set is modifiable");
        }
        return ofScalar(key);
    }

    private static long sum(Iterable<?> parts, int depthLeft) {
        long steps = 4;
        long depth = 0;
        for (Object part : parts) {
            if (depthLeft == 0) {
                throw tooDeep();
            }
            long measure = measure(part, depthLeft - 1);
            steps = Math.min(steps + (measure & STEPS_MASK), MAX_STEPS);
            depth = Math.max(depth, measure >>> DEPTH_SHIFT);
        }
        if (depth >= MAX_DEPTH) {
            throw tooDeep();
        }
        return (depth + 1) << DEPTH_SHIFT | steps;
    }

    /** Hashing takes three characters, or seven bytes, in about three steps. Objects are compared by identity. */
    private static long ofScalar(@Nullable Object value) {
        if (value instanceof String text) {
            return 4L + text.length();
        }
        if (value instanceof byte[] bytes) {
            return 4 + bytes.length / 2L;
        }
        if (value instanceof PyBytes bytes) {
            return 4 + bytes.bytes.length / 2L;
        }
        if (value instanceof BigInteger number) {
            return ofBits(number);
        }
        if (value instanceof BigDecimal number) {
            return 8 + ofBits(number.unscaledValue());
        }
        if (value instanceof PyFraction number) {
            return ofBits(number.numerator()) + ofBits(number.denominator());
        }
        if (value instanceof PyDecimal number) {
            return 64L + number.text().length();
        }
        if (value instanceof PyGlobal global) {
            return 4L + global.module().length() + global.name().length();
        }
        boolean plain = value == null || value instanceof Number || value instanceof Boolean;
        return plain || value instanceof PyObject ? 4 : 128;
    }

    private static long ofBits(BigInteger number) {
        return 4 + number.bitLength() / 8L;
    }

    private static PickleException tooDeep() {
        return PickleException.unreadable("a key of a dict or a member of a set is nested deeper than " + MAX_DEPTH);
    }
}

package io.github.dkredis.pickle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hashes that cannot be predicted outside this JVM, for keys that consist of several parts.
 *
 * <p>{@code HashMap} sorts colliding strings and numbers into trees, but it searches colliding tuples linearly. If the
 * author of a pickle could choose tuples with equal hashes, reading n of them would take time proportional to n².
 */
final class SeededHash {

    static final long SEED = new SecureRandom().nextLong();

    /**
     * The Mersenne prime 2^61 - 1. Strings and bytes are hashed as polynomials over this field, evaluated at a secret
     * point (Carter and Wegman), so two different texts of n characters collide with a probability of n / 2^61.
     */
    private static final long PRIME = (1L << 61) - 1;

    private static final long POINT = (SEED & PRIME) | 1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private SeededHash() {}

    /** Spreads the bits of a value: the finalizer of SplitMix64. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static int fold(long hash) {
        return (int) (hash ^ (hash >>> 32));
    }

    /** Returns the hash of any value that a pickle can hold. Values that are equal as parts of a tuple hash alike. */
    static long of(@Nullable Object value) {
        if (value == null) {
            return mix(SEED);
        }
        if (value instanceof byte[] bytes) {
            return of(bytes);
        }
        if (value instanceof Integer || value instanceof Long) {
            return mix(((Number) value).longValue() ^ SEED);
        }
        if (value instanceof SeededValue) {
            return value.hashCode();
        }
        return value instanceof Map<?, ?> || value instanceof Collection<?> ? ofContainer(value) : ofScalar(value);
    }

    private static long ofScalar(Object value) {
        if (value instanceof String text) {
            return of(text);
        }
        if (value instanceof Double number) {
            return mix(Double.doubleToLongBits(number) + SEED);
        }
        // the digits of a large number take much longer than its bytes
        if (value instanceof BigInteger number) {
            return of(number.toByteArray());
        }
        if (value instanceof BigDecimal number) {
            return mix(of(number.unscaledValue().toByteArray()) + number.scale());
        }
        if (value instanceof PyFraction number) {
            return mix(of(number.numerator().toByteArray()) * 31
                    + of(number.denominator().toByteArray()));
        }
        if (value instanceof PyGlobal global) {
            return mix(of(global.module()) * 31 + of(global.name()));
        }
        return of(value.toString());
    }

    /** Takes seven bytes at a time, which fit the field. */
    static long of(byte[] bytes) {
        long hash = 1;
        int at = 0;
        for (; at + 8 <= bytes.length; at += 7) {
            hash = times(hash) + ((long) LONG.get(bytes, at) & 0xff_ffff_ffff_ffffL);
        }
        for (; at < bytes.length; at++) {
            hash = times(hash) + (bytes[at] & 0xff);
        }
        return mix(hash + bytes.length);
    }

    static long ofAll(@Nullable Object[] parts) {
        long hash = SEED + parts.length;
        for (Object part : parts) {
            hash = mix(hash ^ of(part));
        }
        return hash;
    }

    /** Adds up the hashes of the elements, because sets and maps are equal in any order. */
    private static long ofContainer(Object container) {
        long sum = SEED;
        if (container instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += mix(of(entry.getKey()) * 31 + of(entry.getValue()));
            }
        } else {
            for (Object element : (Collection<?>) container) {
                sum += mix(of(element));
            }
        }
        return mix(sum);
    }

    /** Takes three characters at a time, which fit the field. */
    private static long of(String text) {
        long hash = 1;
        int length = text.length();
        int at = 0;
        for (; at + 3 <= length; at += 3) {
            hash = times(hash)
                    + ((long) text.charAt(at) << 32 | (long) text.charAt(at + 1) << 16 | text.charAt(at + 2));
        }
        for (; at < length; at++) {
            hash = times(hash) + text.charAt(at);
        }
        return mix(hash + length);
    }

    /** Multiplies by the secret point, modulo {@link #PRIME}. */
    private static long times(long value) {
        long high = Math.multiplyHigh(value, POINT);
        long low = value * POINT;
        long product = (low & PRIME) + ((low >>> 61) | (high << 3));
        product = (product & PRIME) + (product >>> 61);
        return product >= PRIME ? product - PRIME : product;
    }
}

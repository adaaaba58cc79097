package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conversions of numbers: ints of any size are held in the smallest of Integer, Long and BigInteger. */
final class Numbers {

    /** Longer than any {@code repr} of a double, even with many zeros, and short enough to parse quickly. */
    private static final int MAX_FLOAT_LENGTH = 400;

    private static final int MAX_RANGE = 1_000_000;

    private Numbers() {}

    static Object narrowed(long value) {
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    static Object narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? narrowed(value.longValue()) : value;
    }

    /** Returns the value of a Python int, or null for anything else. */
    static @Nullable BigInteger integer(@Nullable Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        return value instanceof Integer || value instanceof Long
                ? BigInteger.valueOf(((Number) value).longValue())
                : null;
    }

    /** Returns the numbers of {@code range(*args)}. */
    static List<Object> range(PyTuple args) {
        BigInteger[] bounds = new BigInteger[args.size()];
        for (int i = 0; i < bounds.length; i++) {
            BigInteger bound = integer(args.get(i));
            if (bound == null || bound.bitLength() > 62) {
                throw PickleException.unreadable("a range has bounds that are not ints of 62 bits");
            }
            bounds[i] = bound;
        }
        if (bounds.length != 3 || bounds[2].signum() == 0) {
            throw PickleException.unreadable("a range does not have two bounds and a step");
        }
        long from = bounds[0].longValue();
        long to = bounds[1].longValue();
        long step = bounds[2].longValue();
        long distance = step > 0 ? to - from : from - to;
        long count = distance <= 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
        if (count > MAX_RANGE) {
            throw PickleException.unreadable("a range has more than " + MAX_RANGE + " numbers");
        }
        return new AbstractList<>() {
            @Override
            public Object get(int index) {
                return narrowed(from + Objects.checkIndex(index, (int) count) * step);
            }

            @Override
            public int size() {
                return (int) count;
            }
        };
    }

    /** Returns the 128 bits of a UUID as a number, which is what Python pickles. */
    static BigInteger unsigned(UUID uuid) {
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return new BigInteger(1, bits);
    }

    /** Parses an int in decimal digits, with or without a sign. */
    static Object parseInteger(String text) {
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int digits = text.length() - sign;
        if (digits == 0 || digits > PickleLimits.MAX_DIGITS) {
            throw PickleException.unreadable("an int has no digits, or more than " + PickleLimits.MAX_DIGITS);
        }
        for (int i = sign; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                throw PickleException.unreadable("an int contains something other than digits");
            }
        }
        return digits < 19 ? narrowed(Long.parseLong(text)) : narrowed(new BigInteger(text));
    }

    /** Parses a float in the form that {@code repr} writes. */
    static double parseFloat(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> parseFinite(text);
        };
    }

    private static double parseFinite(String text) {
        // parseDouble also takes hexadecimal digits and suffixes such as 1d, which Python does not
        if (text.length() > MAX_FLOAT_LENGTH
                || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
            throw PickleException.unreadable("a float is malformed");
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw PickleException.unreadable("a float is malformed");
        }
    }
}

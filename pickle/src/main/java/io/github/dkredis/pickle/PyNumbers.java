package io.github.dkredis.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Numbers: ints of any size as the smallest Java type that holds them, and those built by a class. */
final class PyNumbers {

    private static final int MAX_EXPONENT = 10_000;

    private PyNumbers() {}

    static Object natural(long value) {
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    static Object natural(BigInteger value) {
        return value.bitLength() < Long.SIZE ? natural(value.longValue()) : value;
    }

    /** The number, or null if it is no int. */
    static @Nullable BigInteger integer(@Nullable Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        return value instanceof Integer || value instanceof Long
                ? BigInteger.valueOf(((Number) value).longValue())
                : null;
    }

    /** The 128 bits of a UUID as a number. */
    static BigInteger unsigned(UUID uuid) {
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return new BigInteger(1, bits);
    }

    /** An int in decimal digits, with or without a sign. */
    static Object parseInteger(String text) {
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int digits = text.length() - sign;
        if (digits == 0 || digits > PickleLimits.MAX_DIGITS) {
            throw bad("an int has no digits, or more than " + PickleLimits.MAX_DIGITS);
        }
        for (int i = sign; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                throw bad("an int has something else than digits");
            }
        }
        return digits < 19 ? natural(Long.parseLong(text)) : natural(new BigInteger(text));
    }

    /** A float as {@code repr} writes it. */
    static double parseFloat(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> parseFinite(text);
        };
    }

    private static double parseFinite(String text) {
        if (text.length() > 400 || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
            throw bad("a float is malformed");
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw bad("a float is malformed");
        }
    }

    static @Nullable Object complex(PyTuple args, KeyGuard guard) {
        return args.size() == 2 && args.get(0) instanceof Double real && args.get(1) instanceof Double imaginary
                ? new PyComplex(real, imaginary)
                : null;
    }

    /** Two ints; before Python 3.10 its text, such as {@code -1/3}. */
    static @Nullable Object fraction(PyTuple args, KeyGuard guard) {
        if (args.size() == 1 && args.get(0) instanceof String text) {
            guard.budget().charge(text.length() * 16L);
            int slash = text.indexOf('/');
            Object above = parseInteger(slash < 0 ? text : text.substring(0, slash));
            return fraction(above, slash < 0 ? (Object) 1 : parseInteger(text.substring(slash + 1)), guard);
        }
        return args.size() == 2 ? fraction(args.get(0), args.get(1), guard) : null;
    }

    private static @Nullable Object fraction(@Nullable Object above, @Nullable Object below, KeyGuard guard) {
        BigInteger numerator = integer(above);
        BigInteger denominator = integer(below);
        if (numerator == null || denominator == null) {
            return null;
        }
        if (denominator.signum() == 0) {
            throw bad("a Fraction has the denominator 0");
        }
        guard.budget().charge((long) numerator.bitLength() + denominator.bitLength());
        return new PyFraction(numerator, denominator);
    }

    static @Nullable Object decimal(PyTuple args, KeyGuard guard) {
        if (args.size() != 1 || !(args.get(0) instanceof String text)) {
            return null;
        }
        if (text.length() > PyDecimal.MAX_LENGTH) {
            throw bad("a Decimal is longer than " + PyDecimal.MAX_LENGTH);
        }
        guard.budget().charge(text.length() * 4L);
        BigDecimal value = finite(text);
        if (value != null && Math.abs((long) value.scale()) <= MAX_EXPONENT) {
            return value;
        }
        try {
            return new PyDecimal(text);
        } catch (IllegalArgumentException e) {
            throw bad("a Decimal is malformed");
        }
    }

    private static @Nullable BigDecimal finite(String text) {
        try {
            BigDecimal value = new BigDecimal(text);
            return value.signum() == 0 && text.startsWith("-") ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static PickleException bad(String what) {
        return new PickleException("not a pickle that can be read: " + what);
    }
}

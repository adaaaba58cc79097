package io.github.dkredis.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Builds complex numbers, Fractions and Decimals. */
final class NumberConstructors {

    /** A {@code BigDecimal} with a larger exponent would become a number of that many digits in the next addition. */
    private static final int MAX_EXPONENT = 10_000;

    private NumberConstructors() {}

    static @Nullable Object complex(PyTuple args, DictKeyValidator keys) {
        return args.size() == 2 && args.get(0) instanceof Double real && args.get(1) instanceof Double imaginary
                ? new PyComplex(real, imaginary)
                : null;
    }

    /** Takes two ints, or a text such as {@code -1/3}, which Python wrote before 3.10. */
    static @Nullable Object fraction(PyTuple args, DictKeyValidator keys) {
        if (args.size() == 1 && args.get(0) instanceof String text) {
            keys.budget().work(parsing(text));
            int slash = text.indexOf('/');
            Object numerator = Numbers.parseInteger(slash < 0 ? text : text.substring(0, slash));
            Object denominator = slash < 0 ? (Object) 1 : Numbers.parseInteger(text.substring(slash + 1));
            return fraction(numerator, denominator, keys);
        }
        return args.size() == 2 ? fraction(args.get(0), args.get(1), keys) : null;
    }

    private static @Nullable Object fraction(@Nullable Object above, @Nullable Object below, DictKeyValidator keys) {
        BigInteger numerator = Numbers.integer(above);
        BigInteger denominator = Numbers.integer(below);
        if (numerator == null || denominator == null) {
            return null;
        }
        if (denominator.signum() == 0) {
            throw PickleException.unreadable("a Fraction has the denominator 0");
        }
        // the greatest common divisor takes time proportional to the product of the lengths
        keys.budget().work(64 + (numerator.bitLength() / 8L) * (denominator.bitLength() / 8L));
        keys.budget().heap((numerator.bitLength() + denominator.bitLength()) / 8L);
        return new PyFraction(numerator, denominator);
    }

    static @Nullable Object decimal(PyTuple args, DictKeyValidator keys) {
        if (args.size() != 1 || !(args.get(0) instanceof String text)) {
            return null;
        }
        if (text.length() > PyDecimal.MAX_LENGTH) {
            throw PickleException.unreadable("a Decimal has more than " + PyDecimal.MAX_LENGTH + " characters");
        }
        keys.budget().work(parsing(text));
        keys.budget().heap(text.length());
        BigDecimal value = finite(text);
        if (value != null && Math.abs((long) value.scale()) <= MAX_EXPONENT) {
            return value;
        }
        try {
            return new PyDecimal(text);
        } catch (IllegalArgumentException e) {
            throw PickleException.unreadable("a Decimal is malformed");
        }
    }

    /** Parsing digits takes time proportional to the square of their number. */
    private static long parsing(String text) {
        long length = text.length();
        return 64 + 4 * length + length * length / 64;
    }

    /** Returns null for a NaN, an infinity and a negative zero, which {@code BigDecimal} does not have. */
    private static @Nullable BigDecimal finite(String text) {
        if (text.indexOf('n') >= 0 || text.indexOf('N') >= 0) {
            return null; // saves the exception, which takes longer than the parsing
        }
        try {
            BigDecimal value = new BigDecimal(text);
            return value.signum() == 0 && text.startsWith("-") ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

package io.github.dkredis.pickle;

import java.math.BigInteger;

/**
 * A Python {@code Fraction}, in lowest terms.
 *
 * @param numerator the numerator, which carries the sign
 * @param denominator the denominator, which is positive
 */
public record PyFraction(BigInteger numerator, BigInteger denominator) {

    /**
     * Reduces the fraction to lowest terms with a positive denominator.
     *
     * @throws IllegalArgumentException if the denominator is zero
     */
    public PyFraction {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("the denominator must not be zero");
        }
        BigInteger divisor = numerator.gcd(denominator);
        divisor = denominator.signum() < 0 ? divisor.negate() : divisor;
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
    }

    /**
     * Returns the fraction of two longs, in lowest terms.
     *
     * @throws IllegalArgumentException if the denominator is zero
     */
    public static PyFraction of(long numerator, long denominator) {
        return new PyFraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    /** Returns what Python's {@code str} gives. */
    String toPythonString() {
        return denominator.equals(BigInteger.ONE) ? numerator.toString() : numerator + "/" + denominator;
    }
}

package io.github.dkredis.pickle;

import java.math.BigInteger;

/**
 * A Python {@code Fraction}, in lowest terms.
 *
 * @param numerator the numerator, which carries the sign
 * @param denominator the denominator, above zero
 */
public record PyFraction(BigInteger numerator, BigInteger denominator) {

    /**
     * A fraction, reduced to lowest terms.
     *
     * @param numerator of any sign
     * @param denominator of any sign, not zero
     * @throws IllegalArgumentException if the denominator is zero
     */
    public PyFraction {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("a fraction's denominator is not zero");
        }
        BigInteger divisor = numerator.gcd(denominator);
        divisor = denominator.signum() < 0 ? divisor.negate() : divisor;
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
    }

    /**
     * A fraction of two longs.
     *
     * @param numerator the numerator
     * @param denominator the denominator, not zero
     * @return the fraction in lowest terms
     * @throws IllegalArgumentException if the denominator is zero
     */
    public static PyFraction of(long numerator, long denominator) {
        return new PyFraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }
}

package io.github.dkredis.codec.pickle;

/**
 * A Python complex number.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record PyComplex(double real, double imaginary) {}

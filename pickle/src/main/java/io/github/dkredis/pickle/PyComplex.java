package io.github.dkredis.pickle;

/**
 * A Python complex number.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record PyComplex(double real, double imaginary) {}

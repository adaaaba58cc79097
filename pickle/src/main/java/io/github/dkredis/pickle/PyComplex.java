package io.github.dkredis.pickle;

/** A Python complex number. */
public record PyComplex(double real, double imaginary) {}

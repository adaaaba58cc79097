package io.github.dkredis.benchmarks.harness;

/** Thrown when a subject gives a wrong result, so that its figures must be discarded. */
public final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongResultException(String message) {
        super(message);
    }
}

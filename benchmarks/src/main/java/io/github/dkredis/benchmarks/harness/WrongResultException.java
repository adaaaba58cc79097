package io.github.dkredis.benchmarks.harness;

/** A subject answered something that is not so: its figures are worth nothing. */
public final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongResultException(String message) {
        super(message);
    }
}

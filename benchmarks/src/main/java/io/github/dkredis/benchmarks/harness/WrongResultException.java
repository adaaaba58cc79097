package io.github.dkredis.benchmarks.harness;

/** A subject answered something that is not so: the run is worth nothing and ends. */
public final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongResultException(String message) {
        super(message);
    }
}

package io.github.dkredis.spring;

/** A return type that does not tell as what a cached value has to be read. */
final class UnreadableTypeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableTypeException(String message) {
        super(message);
    }
}

package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when stored bytes are not a valid value of the codec, or when the codec cannot write a value. Redis was not
 * changed: a value that cannot be written is refused before it is sent, and bytes that cannot be read stay in place.
 * The exception are the {@code pop} methods, which remove the value before they decode it.
 */
public final class CodecException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what is wrong with the bytes or the value, without quoting them
     */
    public CodecException(String message) {
        super(message, null);
    }

    /**
     * Creates an exception with the failure of the underlying library.
     *
     * @param message what is wrong with the bytes or the value, without quoting them
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no value of the codec, or a value that the codec cannot write. Nothing was changed in Redis: a value
 * that cannot be written is refused before it is sent, and one that cannot be read stays where it is (but for the {@code
 * pop} forms, which remove before they decode).
 */
public final class CodecException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure without a cause.
     *
     * @param message what is wrong with the bytes or the value, without quoting them
     */
    public CodecException(String message) {
        super(message, null);
    }

    /**
     * A failure with its cause.
     *
     * @param message what is wrong with the bytes or the value, without quoting them
     * @param cause what the underlying library said, or null
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.github.dkredis.cli;

import org.jspecify.annotations.Nullable;

/** A mistake that the user can fix. Only its message is printed. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        this(message, null);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

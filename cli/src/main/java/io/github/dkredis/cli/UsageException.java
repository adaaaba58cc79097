package io.github.dkredis.cli;

import org.jspecify.annotations.Nullable;

/** What the user can mend: its message is all that is shown. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        this(message, null);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

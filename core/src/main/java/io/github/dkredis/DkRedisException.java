package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong between the caller and Redis; every failure that is not misuse is one of the leaves of this class.
 *
 * <p>Misuse (a null or empty key, a duration of zero, a closed client) is the JDK's {@link NullPointerException}, {@link
 * IllegalArgumentException} or {@link IllegalStateException}, thrown before anything is sent. What the caller's own code
 * threw comes back as it was.
 *
 * <p>Messages name the operation, the key and numbers; never a value, a token or a password.
 */
public abstract sealed class DkRedisException extends RuntimeException
        permits CachedFailureException,
                CodecException,
                LeaseLostException,
                LoadTimeoutException,
                LockTimeoutException,
                OperationInterruptedException,
                OutcomeUnknownException,
                RateLimitedException,
                RedisUnavailableException,
                ServerErrorException,
                UpdateConflictException,
                WrongTypeException {

    private static final long serialVersionUID = 1L;

    DkRedisException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

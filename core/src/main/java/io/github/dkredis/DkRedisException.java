package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * The root of all failures between a caller and Redis. Every failure that is not misuse is one of its subclasses.
 *
 * <p>Misuse (a null or empty key, a duration of zero, a closed client) throws the JDK's {@link NullPointerException},
 * {@link IllegalArgumentException} or {@link IllegalStateException} before anything is sent. Unchecked exceptions that
 * the caller's own code throws come back unchanged.
 *
 * <p>Messages name the operation, the key and numbers; they never contain a value, a token or a password.
 */
public abstract sealed class DkRedisException extends RuntimeException
        permits CachedFailureException,
                CodecException,
                LeaseLostException,
                LoadFailedException,
                LoadTimeoutException,
                LockTimeoutException,
                OperationInterruptedException,
                OutcomeUnknownException,
                RateLimitedException,
                RedisUnavailableException,
                ServerErrorException,
                TaskFailedException,
                UpdateConflictException,
                WrongTypeException {

    private static final long serialVersionUID = 1L;

    DkRedisException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

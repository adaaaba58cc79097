package io.github.dkredis.atomic;

import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.ServerErrorException;
import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.ClientClosedException;

/**
 * The failure of a command that several callers share. Each of them gets an exception of its own, made on its own
 * thread, so that the stack trace shows the caller, and what one caller adds as suppressed is not seen by others.
 */
final class SharedFailure {

    private SharedFailure() {}

    static Throwable forCaller(Throwable shared) {
        String message = String.valueOf(shared.getMessage());
        if (shared instanceof OutcomeUnknownException) {
            return new OutcomeUnknownException(message, shared);
        }
        if (shared instanceof RedisUnavailableException e) {
            return new RedisUnavailableException(e.reason(), message, e);
        }
        if (shared instanceof WrongTypeException e) {
            return new WrongTypeException("update", e.key(), "holds another Redis type");
        }
        if (shared instanceof ServerErrorException e) {
            return new ServerErrorException(e.code(), message);
        }
        if (shared instanceof UpdateConflictException e) {
            return new UpdateConflictException(e.key(), e.attempts());
        }
        return shared instanceof ClientClosedException ? new ClientClosedException() : shared;
    }
}

package io.github.dkredis.internal;

import io.github.dkredis.DkRedisException;
import java.util.function.Supplier;

/**
 * Why a request failed, found on the event loop: the exception itself is made where the caller is, so that its stack
 * trace shows the caller.
 */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<DkRedisException> exception;

    Failure(Supplier<DkRedisException> exception) {
        super(null, null, false, false);
        this.exception = exception;
    }

    DkRedisException toException() {
        return exception.get();
    }
}

package io.github.dkredis.internal.command;

import io.github.dkredis.DkRedisException;
import java.util.function.Supplier;

/**
 * Why a command failed, as found out on the event loop. The exception itself is made later on the caller's thread, so
 * that its stack trace shows the caller.
 */
public final class DeferredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<DkRedisException> exception;

    public DeferredException(Supplier<DkRedisException> exception) {
        super(null, null, false, false);
        this.exception = exception;
    }

    DkRedisException toException() {
        return exception.get();
    }
}

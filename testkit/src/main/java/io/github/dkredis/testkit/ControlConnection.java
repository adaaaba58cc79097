package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a {@link RedisServer} uses for its own commands. It is opened when needed and dropped after an
 * I/O error, so that the next command after a restart gets a new one. The lock keeps one command's reply from another
 * thread's read.
 */
final class ControlConnection {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<RespConnection> opener;
    private final Use use;
    private @Nullable RespConnection open;

    /** How long a connection is used. */
    enum Use {
        /** Until an error. */
        MANY_CALLS,
        /** For one call, since the server may cut it any time. */
        ONE_CALL
    }

    ControlConnection(Supplier<RespConnection> opener, Use use) {
        this.opener = opener;
        this.use = use;
    }

    <T extends @Nullable Object> T call(Function<RespConnection, T> exchange) {
        lock.lock();
        try {
            if (open == null) {
                open = opener.get();
            }
            T result = exchange.apply(open);
            if (use == Use.ONE_CALL) {
                close();
            }
            return result;
        } catch (UncheckedIOException e) {
            close();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (open != null) {
                open.close();
                open = null;
            }
        } finally {
            lock.unlock();
        }
    }
}

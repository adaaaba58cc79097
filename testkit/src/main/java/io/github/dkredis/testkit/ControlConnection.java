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
    private @Nullable RespConnection open;

    ControlConnection(Supplier<RespConnection> opener) {
        this.opener = opener;
    }

    <T extends @Nullable Object> T call(Function<RespConnection, T> exchange) {
        lock.lock();
        try {
            if (open == null) {
                open = opener.get();
            }
            return exchange.apply(open);
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

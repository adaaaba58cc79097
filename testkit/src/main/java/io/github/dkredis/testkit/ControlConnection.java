package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one connection of a {@link RedisServer} for its own commands: opened when needed, dropped when broken. */
final class ControlConnection {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<RespConnection> opening;
    private @Nullable RespConnection open;

    ControlConnection(Supplier<RespConnection> opening) {
        this.opening = opening;
    }

    <T extends @Nullable Object> T call(Function<RespConnection, T> use) {
        lock.lock();
        try {
            if (open == null) {
                open = opening.get();
            }
            return use.apply(open);
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

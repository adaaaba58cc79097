package io.github.dkredis.testkit;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed on first use and kept for the life of the JVM. A failed computation is tried again on the
 * next use, which a static initializer would not do.
 */
final class Lazy<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<T> computation;
    private @Nullable T value;

    Lazy(Supplier<T> computation) {
        this.computation = computation;
    }

    T get() {
        lock.lock();
        try {
            if (value == null) {
                value = computation.get();
            }
            return value;
        } finally {
            lock.unlock();
        }
    }
}

package io.github.dkredis.internal;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first needed, once, and not any more after {@link #close}.
 *
 * @param <T> what is made
 */
public final class Lazy<T> {

    private final Supplier<? extends T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable T made;
    private boolean closed; // guarded by the lock

    public Lazy(Supplier<? extends T> maker) {
        this.maker = maker;
    }

    /**
     * The one instance.
     *
     * @throws IllegalStateException if it was not made before the client was closed: nothing would close it any more
     */
    public T get() {
        T known = made;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = made;
            if (known == null) {
                if (closed) {
                    throw new ClientClosedException();
                }
                known = maker.get();
                made = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** The instance, or null if it was not needed so far. */
    public @Nullable T ifMade() {
        return made;
    }

    /** Makes nothing from now on, and answers with the instance if there is one, for the caller to close. */
    public @Nullable T close() {
        lock.lock();
        try {
            closed = true;
            return made;
        } finally {
            lock.unlock();
        }
    }
}

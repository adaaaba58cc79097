package io.github.dkredis.lock;

import io.github.dkredis.testkit.Await;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a test, and what came of it.
 *
 * @param thread the thread
 * @param result its result or failure
 */
record Actor<T extends @Nullable Object>(Thread thread, CompletableFuture<T> result) {

    static final Duration LIMIT = Duration.ofSeconds(20);

    static <T extends @Nullable Object> Actor<T> start(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(body.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-actor");
        thread.setDaemon(true);
        thread.start();
        return new Actor<>(thread, result);
    }

    /** Starts a thread that acquires, and returns once it waits for the lock. */
    static Actor<Lease> waiting(Mutex mutex) {
        Actor<Lease> actor = start(mutex::acquire);
        actor.awaitWaiting();
        return actor;
    }

    /** Until the thread waits for a lock of this library. */
    void awaitWaiting() {
        Await.until(
                () -> LockSupport.getBlocker(thread) instanceof Waiter || result.isDone(),
                LIMIT,
                () -> "it does not wait");
        if (result.isDone()) {
            throw new AssertionError("it does not wait: " + result);
        }
    }

    /** Its result; what it threw is thrown as it was. */
    T get() throws Exception {
        try {
            return result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            AssertionError late = new AssertionError("it has not ended");
            late.setStackTrace(thread.getStackTrace());
            throw late;
        }
    }
}

package io.github.dkredis.support;

import io.github.dkredis.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a test.
 *
 * @param result completes with the result or the failure of its body
 */
public record Actor<T extends @Nullable Object>(Thread thread, CompletableFuture<T> result) {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    public static <T extends @Nullable Object> Actor<T> start(Callable<T> body) {
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

    /** Waits until the thread is inside a method of a class. */
    public void awaitInside(String simpleClassName) {
        Await.until(
                () -> result.isDone()
                        || Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getClassName().endsWith("." + simpleClassName)),
                LIMIT,
                () -> "it is not inside " + simpleClassName);
        if (result.isDone()) {
            throw new AssertionError("it is not inside " + simpleClassName + " but done: " + result);
        }
    }

    /** {@return the result of the body} An exception of the body is thrown unchanged. */
    public T get() throws Exception {
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

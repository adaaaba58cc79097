package io.github.dkredis.internal;

import io.github.dkredis.OperationInterruptedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation of several calls. Each call has its own time limit, so that the whole ends when the last one does.
 *
 * @param <T> what it answers
 * @param about the operation, for messages
 * @param start begins it
 */
public record Composite<T extends @Nullable Object>(String about, Supplier<CompletionStage<T>> start)
        implements Pending<T> {

    @Override
    public T await() {
        return join(about, start.get());
    }

    @Override
    public CompletionStage<T> stage() {
        return start.get();
    }

    /**
     * Waits for a stage.
     *
     * @param <T> what it answers
     * @param about the operation, for messages
     * @param stage a stage that completes in time by itself
     * @return its value; its failure is thrown as it was
     */
    public static <T extends @Nullable Object> T join(String about, CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            stage.toCompletableFuture().cancel(false);
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(about + ": interrupted while waiting");
        } catch (ExecutionException e) {
            throw Composite.<RuntimeException>asItIs(cause(e));
        }
    }

    /**
     * What a stage failed with.
     *
     * @param failure as a stage hands it on
     * @return without the wrapping of {@code java.util.concurrent}
     */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof Failure of ? of.toException() : cause;
    }

    /**
     * Throws anything as it is, checked exceptions of callers' code too.
     *
     * @param <X> what the compiler is told
     * @param failure what is thrown
     * @return never
     * @throws X always
     */
    @SuppressWarnings("unchecked")
    public static <X extends Throwable> X asItIs(Throwable failure) throws X {
        throw (X) failure;
    }
}

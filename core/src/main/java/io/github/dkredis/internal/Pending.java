package io.github.dkredis.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation described and not yet begun. It is begun by one of its two methods, once: the blocking API calls the one,
 * the asynchronous API the other, and so both are the same operation.
 *
 * @param <T> what it answers
 */
public interface Pending<T extends @Nullable Object> {

    /**
     * Begins it and waits for its answer, within the client's time limit.
     *
     * @return the answer
     */
    T await();

    /**
     * Begins it.
     *
     * @return a stage that completes on the client's executor, at the latest when the time limit has passed; cancelling it
     *     gives up the wait
     */
    CompletionStage<T> stage();

    /**
     * This operation, and then another.
     *
     * @param <U> what the second answers
     * @param next makes the second from the answer of the first
     * @return both
     */
    default <U extends @Nullable Object> Pending<U> then(Function<? super T, ? extends Pending<U>> next) {
        return new Chain<>(this, next);
    }

    /**
     * This operation, and something at its end.
     *
     * @param end is given the answer and null, or null and what was thrown
     * @return both
     */
    default Pending<T> atEnd(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> end) {
        return new AtEnd<>(this, end);
    }

    /**
     * This operation, and another if it fails.
     *
     * @param other makes the other from what was thrown; it may throw the same again
     * @return either
     */
    default Pending<T> orElse(Function<? super Throwable, ? extends Pending<T>> other) {
        return new OrElse<>(this, other);
    }

    /**
     * An answer that is there.
     *
     * @param <T> its type
     * @param value the answer
     * @return an operation that does nothing
     */
    static <T extends @Nullable Object> Pending<T> of(T value) {
        return new Answer<>(value);
    }

    /**
     * An answer that is there, or null.
     *
     * @param <T> its type
     * @param value the answer
     * @return an operation that does nothing
     */
    @SuppressWarnings("NullAway") // an answer may be null; the check does not follow the bound of a type parameter
    static <T> Pending<@Nullable T> ofNullable(@Nullable T value) {
        return new Answer<>(value);
    }

    /** An answer that is there. */
    record Answer<T extends @Nullable Object>(T value) implements Pending<T> {

        @Override
        public T await() {
            return value;
        }

        @Override
        public CompletionStage<T> stage() {
            return CompletableFuture.completedFuture(value);
        }
    }

    /** Two operations. */
    record Chain<T extends @Nullable Object, U extends @Nullable Object>(
            Pending<T> first, Function<? super T, ? extends Pending<U>> next) implements Pending<U> {

        @Override
        public U await() {
            return next.apply(first.await()).await();
        }

        @Override
        public CompletionStage<U> stage() {
            return first.stage().thenCompose(answer -> next.apply(answer).stage());
        }
    }

    /** An operation with an end. */
    record AtEnd<T extends @Nullable Object>(
            Pending<T> first, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> end) implements Pending<T> {

        @Override
        public T await() {
            T answer;
            try {
                answer = first.await();
            } catch (Throwable e) {
                end.accept(null, e);
                throw e;
            }
            end.accept(answer, null);
            return answer;
        }

        @Override
        public CompletionStage<T> stage() {
            CompletionStage<T> stage;
            try {
                stage = first.stage();
            } catch (Throwable e) {
                end.accept(null, e);
                throw e;
            }
            return stage.whenComplete((answer, e) -> end.accept(answer, e == null ? null : Composite.cause(e)));
        }
    }

    /** An operation, or another. */
    record OrElse<T extends @Nullable Object>(Pending<T> first, Function<? super Throwable, ? extends Pending<T>> other)
            implements Pending<T> {

        @Override
        public T await() {
            T answer;
            try {
                answer = first.await();
            } catch (Throwable e) {
                return other.apply(e).await();
            }
            return answer;
        }

        @Override
        public CompletionStage<T> stage() {
            return first.stage()
                    .handle((answer, e) -> e == null
                            ? CompletableFuture.<T>completedStage(answer)
                            : other.apply(Composite.cause(e)).stage())
                    .thenCompose(Function.identity());
        }
    }
}

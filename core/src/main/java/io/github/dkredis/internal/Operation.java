package io.github.dkredis.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked for: one or more commands and the code between them, described but not yet started. The blocking
 * API calls {@link #await}, the asynchronous API calls {@link #stage}; both run the same description, so that every
 * algorithm is written once.
 *
 * <p>An operation runs inside an {@link Execution}, which decides where its code runs: a blocking caller runs all of it
 * on its own thread while it waits, so that no operation depends on a thread of a pool being free; an asynchronous one
 * continues on the client's executor. All commands of one execution share one deadline, which is counted from its
 * start. Time that is spent in the caller's own code ({@link #call}) or in waits with a deadline of their own is not
 * counted.
 *
 * <p>Operations are immutable and can be started more than once, unless the code inside remembers something.
 * {@link OperationJoins} combines operations that run at the same time, and waits for futures.
 *
 * @param <T> the result
 */
public abstract class Operation<T extends @Nullable Object> implements Step<T> {

    // ---- starting

    /**
     * Runs this operation on the calling thread and waits for its result.
     *
     * @return the result
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted; what was under way is given
     *     up, and what it still brings is dealt with on the executor
     */
    public T await() {
        BlockingExecution<T> execution = BlockingExecution.direct();
        start(execution, execution);
        return execution.join();
    }

    /**
     * Starts this operation and returns at once.
     *
     * @return a stage that completes on the client's executor; cancelling it gives up what is under way
     * @throws ClientClosedException if the client is closed
     */
    public CompletionStage<T> stage() {
        Execution execution = new Execution();
        StageFuture<T> stage = new StageFuture<>(execution);
        execution.run(this, stage);
        stage.throwIfClosed();
        return stage;
    }

    /**
     * Starts this operation, whose result a thread will wait for later. Until then nothing runs but the commands that
     * were sent; what follows their replies runs on the thread that waits.
     *
     * @return the operation under way
     * @throws ClientClosedException if the client is closed
     */
    public Started<T> begin() {
        BlockingExecution<T> execution = BlockingExecution.detached();
        execution.run(this, execution);
        execution.throwIfClosed();
        return execution;
    }

    // ---- combining

    /** The same operation, its result turned into another one. */
    public <U extends @Nullable Object> Operation<U> map(Function<? super T, ? extends U> mapper) {
        return new Mapped<>(this, mapper);
    }

    /** This operation, and then the one that the function makes of its result. */
    public <U extends @Nullable Object> Operation<U> then(Function<? super T, ? extends Operation<U>> next) {
        return new Chained<>(this, next);
    }

    /** This operation; if it fails, the one that the function makes of the failure. The function may throw instead. */
    public Operation<T> recover(Function<? super Throwable, ? extends Operation<T>> recovery) {
        return new Recovered<>(this, recovery);
    }

    /**
     * This operation, with an action at its end, whatever the outcome. The action is given the result and null, or null
     * and the failure. What it throws takes the place of a result, and is added as suppressed to a failure.
     */
    public Operation<T> whenDone(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return new Observed<>(this, action);
    }

    /** This operation with a time limit of its own, which is counted from its start. */
    public Operation<T> withOwnTimeLimit() {
        return from((execution, completion) -> {
            execution.restartTimeLimit();
            start(execution, completion);
        });
    }

    /** This operation; the time that it takes does not count towards the time limit of the commands around it. */
    public Operation<T> uncounted() {
        return from((execution, completion) -> {
            long begin = System.nanoTime();
            start(execution, (value, failure) -> {
                execution.excludeSince(begin);
                completion.complete(value, failure);
            });
        });
    }

    // ---- making

    /** An operation without any work, which has this result. */
    public static <T extends @Nullable Object> Operation<T> of(T value) {
        return new Known<>(value);
    }

    /** As {@link #of}, for a result that may be null. */
    @SuppressWarnings("NullAway") // the check does not follow a nullable bound
    public static <T> Operation<@Nullable T> ofNullable(@Nullable T value) {
        return new Known<>(value);
    }

    /** The operation that a supplier makes each time this one is started. */
    public static <T extends @Nullable Object> Operation<T> defer(Supplier<? extends Operation<T>> operation) {
        return from((execution, completion) -> execution.run(operation.get(), completion));
    }

    /**
     * The caller's code as an operation: it runs on the waiting thread, or where an asynchronous execution has arrived.
     * The time that it takes does not count towards the time limit of the commands.
     */
    public static <T extends @Nullable Object> Operation<T> call(Callable<? extends T> code) {
        return Operation.<T>from((execution, completion) -> {
                    T value;
                    try {
                        value = code.call();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        completion.complete(null, e);
                        return;
                    } catch (Throwable e) {
                        completion.complete(null, e);
                        return;
                    }
                    completion.complete(value, null);
                })
                .uncounted();
    }

    /** An operation of one step. */
    public static <T extends @Nullable Object> Operation<T> from(Step<T> step) {
        return new Operation<>() {
            @Override
            public void start(Execution execution, Completion<? super T> completion) {
                step.start(execution, completion);
            }
        };
    }

    // ---- the combinators: classes of their own, since an operation is made of several for each call

    private static final class Known<T extends @Nullable Object> extends Operation<T> {

        private final T value;

        Known(T value) {
            this.value = value;
        }

        @Override
        public T await() {
            return value;
        }

        @Override
        public void start(Execution execution, Completion<? super T> completion) {
            completion.complete(value, null);
        }
    }

    private static final class Mapped<T extends @Nullable Object, U extends @Nullable Object> extends Operation<U> {

        private final Operation<T> first;
        private final Function<? super T, ? extends U> mapper;

        Mapped(Operation<T> first, Function<? super T, ? extends U> mapper) {
            this.first = first;
            this.mapper = mapper;
        }

        @Override
        public void start(Execution execution, Completion<? super U> completion) {
            first.start(execution, (value, failure) -> {
                U mapped;
                try {
                    mapped = failure == null ? mapper.apply(Nulls.unchecked(value)) : null;
                } catch (Throwable e) {
                    completion.complete(null, e);
                    return;
                }
                completion.complete(mapped, failure);
            });
        }

        /** One step for both functions. */
        @Override
        public <V extends @Nullable Object> Operation<V> map(Function<? super U, ? extends V> next) {
            return new Mapped<>(first, value -> next.apply(mapper.apply(value)));
        }
    }

    private static final class Chained<T extends @Nullable Object, U extends @Nullable Object> extends Operation<U> {

        private final Operation<T> first;
        private final Function<? super T, ? extends Operation<U>> next;

        Chained(Operation<T> first, Function<? super T, ? extends Operation<U>> next) {
            this.first = first;
            this.next = next;
        }

        @Override
        public void start(Execution execution, Completion<? super U> completion) {
            first.start(execution, (value, failure) -> {
                if (failure != null) {
                    completion.complete(null, failure);
                    return;
                }
                Operation<U> following;
                try {
                    following = next.apply(Nulls.unchecked(value));
                } catch (Throwable e) {
                    completion.complete(null, e);
                    return;
                }
                execution.run(following, completion);
            });
        }
    }

    private static final class Recovered<T extends @Nullable Object> extends Operation<T> {

        private final Operation<T> first;
        private final Function<? super Throwable, ? extends Operation<T>> recovery;

        Recovered(Operation<T> first, Function<? super Throwable, ? extends Operation<T>> recovery) {
            this.first = first;
            this.recovery = recovery;
        }

        @Override
        public void start(Execution execution, Completion<? super T> completion) {
            execution.run(first, (value, failure) -> {
                if (failure == null) {
                    completion.complete(value, null);
                    return;
                }
                Operation<T> instead;
                try {
                    instead = recovery.apply(failure);
                } catch (Throwable e) {
                    completion.complete(null, e);
                    return;
                }
                execution.run(instead, completion);
            });
        }
    }

    private static final class Observed<T extends @Nullable Object> extends Operation<T> {

        private final Operation<T> first;
        private final BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action;

        Observed(Operation<T> first, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
            this.first = first;
            this.action = action;
        }

        @Override
        public void start(Execution execution, Completion<? super T> completion) {
            execution.run(first, (value, failure) -> {
                Throwable outcome = failure;
                try {
                    action.accept(value, failure);
                } catch (Throwable e) {
                    if (failure == null) {
                        outcome = e;
                    } else if (failure != e) {
                        failure.addSuppressed(e);
                    }
                }
                completion.complete(outcome == null ? value : null, outcome);
            });
        }
    }
}

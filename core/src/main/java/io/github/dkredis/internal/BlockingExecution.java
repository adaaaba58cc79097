package io.github.dkredis.internal;

import io.github.dkredis.OperationInterruptedException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An execution whose code runs on the thread of a caller who waits for it.
 *
 * <p>As long as its steps follow each other, the thread simply waits for each reply itself ({@link #waitsDirectly}):
 * nothing is queued, and a single command costs no more than its own future. Parts that run at the same time put what
 * follows their replies into the caller's queue, which the thread works off in {@link #join}. A caller who is
 * interrupted there leaves early; the rest runs on the executor.
 *
 * @param <T> the result
 */
final class BlockingExecution<T extends @Nullable Object> extends Execution implements Completion<T>, Started<T> {

    /** How deep steps may be nested on the stack before the next one goes through the queue. */
    private static final int MAX_DEPTH = 50;

    private final boolean direct;
    private @Nullable CallerQueue queue;
    private volatile boolean abandoned;
    private int depth;
    private boolean done;
    private @Nullable T value;
    private @Nullable Throwable failure;

    private BlockingExecution(boolean direct) {
        this.direct = direct;
    }

    /** For a caller who waits from the start. */
    static <T extends @Nullable Object> BlockingExecution<T> direct() {
        return new BlockingExecution<>(true);
    }

    /** For a caller who comes to wait later. */
    static <T extends @Nullable Object> BlockingExecution<T> detached() {
        BlockingExecution<T> execution = new BlockingExecution<>(false);
        execution.queue();
        return execution;
    }

    /** Made when it is first needed, by the caller's thread, and seen by other threads through what it gives them. */
    private CallerQueue queue() {
        CallerQueue known = queue;
        if (known == null) {
            known = new CallerQueue();
            queue = known;
        }
        return known;
    }

    @Override
    public boolean waitsDirectly() {
        return direct && !abandoned;
    }

    @Override
    public boolean mayBlock() {
        return !abandoned;
    }

    /**
     * Starts the next step. Steps that wait directly nest on the stack, so a loop of a thousand steps goes through the
     * queue now and then, which unwinds it.
     */
    @Override
    public <S extends @Nullable Object> void run(Step<S> step, Completion<? super S> completion) {
        if (!waitsDirectly()) {
            super.run(step, completion);
        } else if (depth == MAX_DEPTH) {
            queue().add(() -> run(step, completion), Runnable::run);
        } else {
            depth++;
            super.run(step, completion);
            depth--;
        }
    }

    @Override
    Execution newFork() {
        return new Fork(queue());
    }

    @Override
    public void proceed(Executor executor, Runnable step) {
        queue().add(step, executor);
    }

    @Override
    public void complete(@Nullable T value, @Nullable Throwable failure) {
        this.value = value;
        this.failure = failure;
        this.done = true;
    }

    /** A closed client is misuse, which throws at once; any other failure is told to the thread that waits. */
    void throwIfClosed() {
        if (failure instanceof ClientClosedException closed) {
            throw closed;
        }
    }

    /** Runs the steps of this execution until its outcome is there. */
    @Override
    public T join() {
        while (!done) {
            Runnable step;
            try {
                step = queue().take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                String label = label();
                abandon();
                cancel();
                throw new OperationInterruptedException(label + ": interrupted while waiting");
            }
            step.run();
        }
        if (failure != null) {
            throw Failures.<RuntimeException>sneaky(failure);
        }
        return Nulls.unchecked(value);
    }

    private void abandon() {
        abandoned = true;
        queue().abandon();
    }

    /** A part that runs at the same time as others; all share the caller's queue. */
    private static final class Fork extends Execution {

        private final CallerQueue queue;

        Fork(CallerQueue queue) {
            this.queue = queue;
        }

        @Override
        public boolean mayBlock() {
            return queue.isAttended();
        }

        @Override
        Execution newFork() {
            return new Fork(queue);
        }

        @Override
        public void proceed(Executor executor, Runnable step) {
            queue.add(step, executor);
        }
    }
}

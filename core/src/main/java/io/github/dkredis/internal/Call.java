package io.github.dkredis.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command with its arguments, and what its reply means.
 *
 * @param <R> the reply
 * @param <T> what it means to the caller; found on the caller's thread, or on the executor for a stage
 */
public final class Call<R extends @Nullable Object, T extends @Nullable Object> implements Pending<T> {

    final Client client;
    final Command<R> command;
    final String key;
    final int keys;
    final byte[][] args;
    private final Function<? super R, ? extends T> meaning;

    Call(
            Client client,
            Command<R> command,
            String key,
            int keys,
            byte[][] args,
            Function<? super R, ? extends T> meaning) {
        this.client = client;
        this.command = command;
        this.key = key;
        this.keys = keys;
        this.args = args;
        this.meaning = meaning;
    }

    /**
     * The same command with another meaning.
     *
     * @param <U> what it means to the caller
     * @param next the meaning of this call's answer
     * @return a new call
     */
    public <U extends @Nullable Object> Call<R, U> map(Function<? super T, ? extends U> next) {
        return new Call<>(client, command, key, keys, args, reply -> next.apply(meaning.apply(reply)));
    }

    @Override
    public T await() {
        return meaning.apply(client.sendAndWait(this));
    }

    @Override
    public CompletionStage<T> stage() {
        Stage<T> stage = new Stage<>();
        client.sendForStage(this, stage, meaning);
        return stage;
    }

    /**
     * Begins it, waiting for a place within the time limit if none is free; its answer is waited for later.
     *
     * @return the call under way; it ends by itself when the time limit has passed
     */
    public Started<T> start() {
        return new Started<>(client.start(this), reply -> meaning.apply(reply));
    }

    /** The operation and its key, for messages. */
    String label() {
        return command.name + " " + Names.quoted(key);
    }

    /** What an asynchronous caller holds. Cancelling it gives up the request. */
    static final class Stage<T extends @Nullable Object> extends CompletableFuture<T> {

        private volatile @Nullable Request<?> request;

        void carries(Request<?> request) {
            this.request = request;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            Request<?> carried = request;
            if (cancelled && carried != null) {
                carried.abandon();
            }
            return cancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }
}

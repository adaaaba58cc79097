package io.github.dkredis.atomic;

import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Read, apply a function, write if nobody changed the key meanwhile; again with what it holds now, which the refusal
 * brings along. The function runs on the caller's thread, or on the executor for a stage.
 *
 * @param <T> the value as the function has it
 * @param client the client
 * @param key the key
 * @param function what read bytes (null if there is no key) become
 * @param encode the bytes to write
 */
record Update<T>(Client client, String key, Function<byte @Nullable [], T> function, Function<? super T, byte[]> encode)
        implements Pending<T> {

    private static final int MOST_ATTEMPTS = 1_000;

    private static final Command<byte @Nullable []> READ = Command.of("update", Verb.GET, Repeat.HARMLESS, Reply.BYTES);
    private static final Command<List<@Nullable Object>> WRITE =
            Command.of("update", Script.load(Update.class, "update"), Repeat.NEVER, Reply.LIST);

    private static final byte[] PRESENT = "1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ABSENT = "0".getBytes(StandardCharsets.US_ASCII);

    @Override
    public T await() {
        long deadline = System.nanoTime() + client.timeoutNanos();
        byte @Nullable [] read = client.call(READ, key, Names.key(key)).await();
        for (int attempt = 1; ; attempt++) {
            Attempt<T> written = write(read, apply(read)).await();
            if (written.value != null) {
                return written.value;
            }
            checkBound(attempt, deadline);
            read = written.holdsNow;
        }
    }

    @Override
    public CompletionStage<T> stage() {
        long deadline = System.nanoTime() + client.timeoutNanos();
        CompletableFuture<T> result = new CompletableFuture<>();
        client.call(READ, key, Names.key(key)).stage().whenComplete((read, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                attempt(result, read, 1, deadline);
            }
        });
        return result;
    }

    private void attempt(CompletableFuture<T> result, byte @Nullable [] read, int attempt, long deadline) {
        if (result.isDone()) {
            return; // cancelled
        }
        CompletionStage<Attempt<T>> write;
        try {
            write = write(read, apply(read)).stage();
        } catch (Throwable e) { // the function's, whatever it is: a stage must not stay open for ever
            result.completeExceptionally(e);
            return;
        }
        write.whenComplete((written, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (written.value != null) {
                result.complete(written.value);
            } else {
                try {
                    checkBound(attempt, deadline);
                } catch (UpdateConflictException e) {
                    result.completeExceptionally(e);
                    return;
                }
                attempt(result, written.holdsNow, attempt + 1, deadline);
            }
        });
    }

    private T apply(byte @Nullable [] read) {
        return Objects.requireNonNull(function.apply(read), "the function of an update must not return null");
    }

    private Call<?, Attempt<T>> write(byte @Nullable [] read, T value) {
        byte[] known = read == null ? ABSENT : PRESENT;
        byte[] expected = read == null ? new byte[0] : read;
        return client.call(WRITE, key, Names.key(key), known, expected, encode.apply(value))
                .map(reply -> Long.valueOf(1).equals(reply.get(0))
                        ? new Attempt<>(value, null)
                        : new Attempt<>(null, reply.size() > 1 ? (byte[]) reply.get(1) : null));
    }

    private void checkBound(int attempt, long deadline) {
        if (attempt >= MOST_ATTEMPTS || System.nanoTime() - deadline >= 0) {
            throw new UpdateConflictException(key, attempt);
        }
    }

    /** What was written, or else what the key holds (null: nothing). */
    private record Attempt<T>(@Nullable T value, byte @Nullable [] holdsNow) {}
}

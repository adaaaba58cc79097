package io.github.dkredis.cli;

import io.github.dkredis.WrongTypeException;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands that are sent together, so that many keys take one round trip. */
final class Replies {

    private final Plain plain;
    private final List<Future<?>> replies = new ArrayList<>();
    private final List<Runnable> uses = new ArrayList<>();

    Replies(Plain plain) {
        this.plain = plain;
    }

    /** {@return the commands, whose replies are to be added} */
    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return plain.async();
    }

    /** Adds the reply to a command or an operation, which is null for a key of another type. */
    <T> void add(CompletionStage<T> reply, Consumer<@Nullable T> use) {
        CompletableFuture<@Nullable T> safe = reply.<@Nullable T>thenApply(value -> value)
                .exceptionally(Replies::nullForAnotherType)
                .toCompletableFuture();
        replies.add(safe);
        uses.add(() -> use.accept(safe.join()));
    }

    private static <T> @Nullable T nullForAnotherType(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof WrongTypeException
                || cause instanceof RedisCommandExecutionException error
                        && String.valueOf(error.getMessage()).startsWith("WRONGTYPE")) {
            return null;
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }

    /** Waits for all replies, and hands them over in the order of their commands. */
    void await() {
        if (!LettuceFutures.awaitAll(plain.timeout(), replies.toArray(Future[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer within " + plain.timeout());
        }
        uses.forEach(Runnable::run);
    }
}

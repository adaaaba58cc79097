package io.github.dkredis.atomic;

import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A compare-and-set loop: reads the key, applies a function, and writes the result unless the key has changed since the
 * read. A refused write answers with the current value, so a retry needs no read.
 *
 * @param <T> the value as the function sees it
 * @param function computes the new value from the bytes that were read, which are null if the key is missing
 * @param encode converts the new value to the bytes to write
 */
record Update<T>(
        Client client, String key, Function<byte @Nullable [], T> function, Function<? super T, byte[]> encode) {

    private static final int MAX_ATTEMPTS = 1_000;

    private static final Command<byte @Nullable []> READ =
            Command.of("update", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<List<@Nullable Object>> WRITE =
            Command.of("update", Script.load(Update.class, "update"), RetryPolicy.NEVER, Reply.LIST);

    private static final byte[] PRESENT = Utf8.ascii("1");
    private static final byte[] ABSENT = Utf8.ascii("0");
    private static final byte[] EMPTY = {};

    Operation<T> operation() {
        byte[] keyBytes = client.keys().of(key);
        return Operation.defer(() -> {
            long deadline = System.nanoTime() + client.timeoutNanos();
            return client.call(READ, key, keyBytes).then(read -> attempt(keyBytes, read, 1, deadline));
        });
    }

    private Operation<T> attempt(byte[] keyBytes, byte @Nullable [] read, int attempt, long deadline) {
        T value = Objects.requireNonNull(function.apply(read), "the function of an update must not return null");
        byte[] presence = read == null ? ABSENT : PRESENT;
        byte[] expected = read == null ? EMPTY : read;
        return client.call(WRITE, key, keyBytes, presence, expected, encode.apply(value))
                .then(reply -> {
                    if (Long.valueOf(1).equals(reply.get(0))) {
                        return Operation.of(value);
                    }
                    if (attempt >= MAX_ATTEMPTS || System.nanoTime() - deadline >= 0) {
                        throw new UpdateConflictException(key, attempt);
                    }
                    byte @Nullable [] current = reply.size() > 1 ? (byte[]) reply.get(1) : null;
                    return attempt(keyBytes, current, attempt + 1, deadline);
                });
    }
}

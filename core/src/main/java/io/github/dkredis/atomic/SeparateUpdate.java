package io.github.dkredis.atomic;

import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.atomic.Change.Changed;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import org.jspecify.annotations.Nullable;

/**
 * An update that is not combined with others: reads the key, applies the function on the caller's own thread, and
 * writes the result unless the key has changed since the read. A refused write answers with the current value, so a
 * retry needs no read.
 */
final class SeparateUpdate<T> {

    static final int MAX_ATTEMPTS = 1_000;

    private final Client client;
    private final FunctionScope scope;
    private final Change<T> change;
    private final UpdateCommands commands;

    SeparateUpdate(Client client, FunctionScope scope, Change<T> change) {
        this.client = client;
        this.scope = scope;
        this.change = change;
        this.commands = new UpdateCommands(client, change.key());
    }

    Operation<T> operation() {
        return Operation.defer(() -> {
            scope.refuseNested(change);
            long deadline = System.nanoTime() + client.timeoutNanos();
            return commands.read().then(read -> attempt(read, 1, deadline));
        });
    }

    private Operation<T> attempt(byte @Nullable [] read, int attempt, long deadline) {
        Changed<T> changed = scope.apply(change, read);
        return commands.write(read, changed.bytes(), change.newKeyTtl()).then(reply -> {
            if (UpdateCommands.isWritten(reply)) {
                return Operation.of(changed.value());
            }
            if (attempt >= MAX_ATTEMPTS || System.nanoTime() - deadline >= 0) {
                throw new UpdateConflictException(change.key(), attempt);
            }
            return attempt(UpdateCommands.current(reply), attempt + 1, deadline);
        });
    }
}

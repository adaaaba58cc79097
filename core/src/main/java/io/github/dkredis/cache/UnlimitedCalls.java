package io.github.dkredis.cache;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.ClientClosedException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls that pass by the bound on commands in flight, because refusing them would do more harm than the load. */
final class UnlimitedCalls {

    private UnlimitedCalls() {}

    /** The call as an operation. It is sent when the operation starts, and runs to its end if its wait is given up. */
    static <R> Operation<R> of(Client client, Call<@Nullable R, ?> call) {
        return Operation.defer(() -> {
            CompletableFuture<R> answer = new CompletableFuture<>();
            client.sendInBackground(call, (reply, failure, repeated) -> {
                if (reply != null) {
                    answer.complete(reply);
                } else if (failure instanceof RedisUnavailableException unavailable
                        && unavailable.reason() == RedisUnavailableException.Reason.CLOSED) {
                    answer.completeExceptionally(new ClientClosedException()); // as within the bound
                } else {
                    answer.completeExceptionally(failure == null ? new IllegalStateException("no reply") : failure);
                }
            });
            return OperationJoins.ofFuture(call.request().label(), answer, client);
        });
    }
}

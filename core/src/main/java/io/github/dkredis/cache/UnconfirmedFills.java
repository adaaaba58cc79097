package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.Operations;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The fills of this client that Redis has not answered yet, by the entry's key in Redis. Nobody who loads waits for them; who
 * reads such an entry from here does, and so finds what was filled. The order of sending would not do: a tracked read goes over
 * another connection, and a script that the server does not know is sent a second time.
 */
final class UnconfirmedFills {

    private final ConcurrentMap<String, CompletableFuture<Void>> fills = new ConcurrentHashMap<>();
    private final OperationContext context;

    UnconfirmedFills(OperationContext context) {
        this.context = context;
    }

    /** Registers a fill that is about to be sent; the returned action is to run at its reply, a failure included. */
    Runnable begin(String entry) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> all = fills.merge(entry, answered, CompletableFuture::allOf);
        all.whenComplete((done, failure) -> fills.remove(entry, all));
        return () -> answered.complete(null);
    }

    /** A read of entries, once what was filled from here is there. */
    <T> Operation<T> before(List<EntryAddress> addresses, Supplier<Operation<T>> read) {
        if (fills.isEmpty()) {
            return read.get();
        }
        CompletableFuture<?>[] open = addresses.stream()
                .map(address -> fills.get(address.name()))
                .filter(Objects::nonNull)
                .toArray(CompletableFuture<?>[]::new);
        if (open.length == 0) {
            return read.get();
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(open);
        return Operations.ofFuture(addresses.get(0).label(), all, context).then(done -> read.get());
    }
}

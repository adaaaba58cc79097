package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationJoins;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The fills of this client that Redis has not answered yet, by the entry's key in Redis. The caller that loads does not
 * wait for its fill. A later read of the same entry in this client does, and so finds what was filled. The order of
 * sending would not be enough: a tracked read goes over another connection, and a script that the server does not know
 * is sent a second time.
 */
final class UnconfirmedFills {

    private final ConcurrentMap<String, CompletableFuture<Void>> fills = new ConcurrentHashMap<>();
    private final OperationContext context;

    UnconfirmedFills(OperationContext context) {
        this.context = context;
    }

    /**
     * Registers fills that are about to be sent together. The returned action must run when they have ended, failed or
     * not.
     */
    Runnable begin(List<String> entries) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        for (String entry : entries) {
            CompletableFuture<Void> all = fills.merge(entry, answered, CompletableFuture::allOf);
            all.whenComplete((done, failure) -> fills.remove(entry, all));
        }
        return () -> answered.complete(null);
    }

    /** Runs a read of entries once the fills of these entries were answered. */
    <T> Operation<T> before(List<EntryAddress> addresses, Supplier<Operation<T>> read) {
        if (fills.isEmpty()) {
            return read.get();
        }
        CompletableFuture<?>[] running = addresses.stream()
                .map(address -> fills.get(address.redisKey()))
                .filter(Objects::nonNull)
                .toArray(CompletableFuture<?>[]::new);
        if (running.length == 0) {
            return read.get();
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(running);
        return OperationJoins.ofFuture(addresses.get(0).label(), all, context).then(done -> read.get());
    }
}

package io.github.dkredis.cache;

import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Sent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The fills of this client that Redis has not answered yet, by the entry's key in Redis. Nobody who loads waits for them; who
 * reads such an entry from here does, and so finds what was filled. The order of sending would not do: a tracked read goes over
 * another connection, and a script that the server does not know is sent a second time.
 */
final class Settling {

    private final ConcurrentMap<String, CompletableFuture<Void>> fills = new ConcurrentHashMap<>();
    private final Executor executor;

    /**
     * @param executor where a stage goes on
     */
    Settling(Executor executor) {
        this.executor = executor;
    }

    /** A fill has been sent; one that fails settles too. */
    void begun(String entry, Sent<?> fill) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> all = fills.merge(entry, answered, CompletableFuture::allOf);
        all.whenComplete((done, failure) -> fills.remove(entry, all));
        fill.whenDone((reply, failure) -> answered.complete(null));
    }

    /** A read of entries, once what was filled from here is there. */
    <T> Pending<T> before(List<Slot> slots, Supplier<Pending<T>> read) {
        if (fills.isEmpty()) {
            return read.get();
        }
        CompletableFuture<?>[] open = slots.stream()
                .map(slot -> fills.get(slot.name()))
                .filter(Objects::nonNull)
                .toArray(CompletableFuture<?>[]::new);
        if (open.length == 0) {
            return read.get();
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(open);
        return Awaited.ending(slots.get(0).label(), all, executor).then(done -> read.get());
    }
}

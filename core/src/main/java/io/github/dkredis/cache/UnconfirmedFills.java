package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationJoins;
import java.util.ArrayList;
import java.util.List;
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
        List<CompletableFuture<Void>> running = new ArrayList<>();
        CompletableFuture<Void> last = null;
        for (EntryAddress address : addresses) {
            CompletableFuture<Void> fill = fills.get(address.redisKey());
            if (fill != null && fill != last) { // entries that are filled together mostly follow each other
                running.add(fill);
                last = fill;
            }
        }
        if (running.isEmpty()) {
            return read.get();
        }
        String label = addresses.get(0).label();
        if (running.size() == 1) {
            return answer(label, running.get(0)).then(done -> read.get());
        }
        return answers(label, running, 0).then(done -> read.get().withOwnTimeLimit());
    }

    private Operation<Void> answer(String label, CompletableFuture<Void> fill) {
        return OperationJoins.ofFuture(label, fill, context);
    }

    /** Waits for fills that are sent one after the other, each with a time limit of its own, as they have. */
    private Operation<Void> answers(String label, List<CompletableFuture<Void>> fills, int from) {
        Operation<Void> next = answer(label, fills.get(from)).withOwnTimeLimit();
        return from == fills.size() - 1 ? next : next.then(done -> answers(label, fills, from + 1));
    }
}

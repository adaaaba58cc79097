package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationJoins;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bounds how many loaders run at once; callers of both styles wait for their turn, in order. */
final class LoadPermits {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int free;

    LoadPermits(int permits) {
        this.free = permits;
    }

    /**
     * Runs an operation while it holds a permit, which is released in every outcome.
     *
     * @param label what waits, for messages
     * @param deadlineNanos the moment of {@link System#nanoTime} at which the wait for a permit ends
     * @param late makes what is thrown then
     */
    <T extends @Nullable Object> Operation<T> hold(
            String label,
            OperationContext context,
            long deadlineNanos,
            Supplier<? extends RuntimeException> late,
            Operation<T> work) {
        return Operation.defer(() -> {
            CompletableFuture<Boolean> permit = request();
            return OperationJoins.ofFuture(label, permit, context, deadlineNanos, () -> {
                        throw late.get();
                    })
                    .then(granted -> work)
                    .whenDone((value, failure) -> release(permit));
        });
    }

    private CompletableFuture<Boolean> request() {
        CompletableFuture<Boolean> permit = new CompletableFuture<>();
        lock.lock();
        try {
            if (free == 0) {
                waiting.add(permit);
                return permit;
            }
            free--;
        } finally {
            lock.unlock();
        }
        permit.complete(true);
        return permit;
    }

    /** Gives a permit to the next caller; one that was not granted yet is withdrawn. */
    private void release(CompletableFuture<Boolean> permit) {
        CompletableFuture<Boolean> next;
        lock.lock();
        try {
            if (waiting.removeIf(other -> other == permit)) {
                return;
            }
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.complete(true);
        }
    }
}

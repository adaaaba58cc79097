package io.github.dkredis.lock;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * {@link MultiMutex} without blocking: every method starts at once and returns a stage, which completes on the client's
 * executor. Cancelling a stage ends the wait; locks that were acquired are released.
 */
public final class AsyncMultiMutex {

    private final MultiMutex multi;

    AsyncMultiMutex(MultiMutex multi) {
        this.multi = multi;
    }

    /** Like {@link MultiMutex#acquire()}. */
    public CompletionStage<MultiLease> acquire() {
        return new Acquisition<MultiLease>(multi.acquireTimeout(), lease -> lease.orElseThrow(multi::timedOut)).start();
    }

    /** Like {@link MultiMutex#tryAcquire()}. */
    public CompletionStage<Optional<MultiLease>> tryAcquire() {
        return tryAcquire(Duration.ZERO);
    }

    /** Like {@link MultiMutex#tryAcquire(Duration)}. */
    public CompletionStage<Optional<MultiLease>> tryAcquire(Duration wait) {
        return new Acquisition<Optional<MultiLease>>(wait, lease -> lease).start();
    }

    /** Acquires one lock after the other. */
    private final class Acquisition<T> {

        private final long deadlineNanos;
        private final Function<Optional<MultiLease>, T> mapper;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final List<Lease> acquired = new ArrayList<>(); // guarded by the lock
        private CompletableFuture<Optional<Lease>> current = new CompletableFuture<>(); // guarded by the lock

        Acquisition(Duration wait, Function<Optional<MultiLease>, T> mapper) {
            this.deadlineNanos = System.nanoTime() + Durations.waitNanos("the wait", wait);
            this.mapper = mapper;
        }

        CompletionStage<T> start() {
            next();
            result.whenComplete((value, failure) -> {
                if (failure != null) { // usually because the caller has cancelled it
                    giveUp();
                }
            });
            return result;
        }

        private void next() {
            if (result.isDone()) { // the caller has left
                return;
            }
            CompletableFuture<Optional<Lease>> asked;
            lock.lock();
            try {
                Mutex mutex = multi.mutexes().get(acquired.size());
                asked = MultiMutex.left(deadlineNanos)
                        .map(left -> mutex.async().tryAcquire(left))
                        .orElseGet(() -> mutex.async().tryAcquire())
                        .toCompletableFuture();
                current = asked;
            } finally {
                lock.unlock();
            }
            asked.whenComplete((lease, failure) -> {
                try {
                    if (failure != null) {
                        result.completeExceptionally(Failures.unwrap(failure));
                    } else if (lease.isEmpty()) {
                        giveUp();
                        result.complete(mapper.apply(Optional.empty()));
                    } else if (add(lease.get())) {
                        complete();
                    } else {
                        next();
                    }
                } catch (RuntimeException e) { // the mapper's, or the client is closed
                    result.completeExceptionally(e);
                }
            });
        }

        /** Keeps a lease; answers whether it is the last one. If the caller has left, the lease is released. */
        private boolean add(Lease lease) {
            lock.lock();
            try {
                acquired.add(lease);
                return acquired.size() == multi.mutexes().size();
            } finally {
                lock.unlock();
                if (result.isDone()) {
                    giveUp();
                }
            }
        }

        private void complete() {
            MultiLease all;
            lock.lock();
            try {
                all = new MultiLease(List.copyOf(acquired));
            } finally {
                lock.unlock();
            }
            if (!result.complete(mapper.apply(Optional.of(all)))) {
                all.close();
            }
        }

        private void giveUp() {
            List<Lease> toRelease;
            CompletableFuture<Optional<Lease>> waiting;
            lock.lock();
            try {
                toRelease = List.copyOf(acquired);
                waiting = current;
            } finally {
                lock.unlock();
            }
            waiting.cancel(false);
            MultiMutex.giveBack(toRelease);
        }
    }

    @Override
    public String toString() {
        return "Async" + multi;
    }
}

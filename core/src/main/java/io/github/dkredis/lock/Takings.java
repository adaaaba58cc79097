package io.github.dkredis.lock;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.lock.RateLimit.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Callers of one client who take from the same limits at once: while one of them asks Redis, the others gather, and then
 * one script decides for all of them, in the order in which they came. Who finds nobody asking asks by itself.
 */
final class Takings {

    /** How many one script decides for: some 100 microseconds of the server's time. */
    private static final int MOST_AT_ONCE = 200;

    private static final int MOST_GATHERED = 10_000;

    private final Executor executor;
    private final ConcurrentMap<List<RateLimit.Limited>, Gathering> gatherings = new ConcurrentHashMap<>();

    Takings(Executor executor) {
        this.executor = executor;
    }

    Pending<Decision> take(RateLimit limit, long cost) {
        while (true) {
            Gathering known = gatherings.get(limit.resources());
            if (known == null) {
                Gathering fresh = new Gathering(limit);
                if (gatherings.putIfAbsent(limit.resources(), fresh) == null) {
                    return fresh.first(cost);
                }
            } else {
                Taking taking = new Taking(known, cost);
                if (known.join(taking)) {
                    return taking;
                }
            }
        }
    }

    /** How many limits are asked for at the moment. */
    int asking() {
        return gatherings.size();
    }

    /** How many callers wait while others ask. */
    int waiting() {
        return gatherings.values().stream().mapToInt(Gathering::waiting).sum();
    }

    /** Those who wait while one asks; ended when nobody asks any more. */
    private final class Gathering {

        private final RateLimit limit;
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Taking> waiting = new ArrayDeque<>();
        private boolean ended;

        Gathering(RateLimit limit) {
            this.limit = limit;
        }

        /** The one who found nobody: asks as any operation does. */
        Pending<Decision> first(long cost) {
            return limit.ask(cost).atEnd((decision, failure) -> next());
        }

        /** Says false if this has ended. */
        boolean join(Taking taking) {
            lock.lock();
            try {
                if (ended) {
                    return false;
                }
                if (waiting.size() >= MOST_GATHERED) {
                    throw new RedisUnavailableException(
                            Reason.OVERLOADED,
                            limit.label() + ": " + MOST_GATHERED + " callers wait for their turn already;"
                                    + " it was not sent, nothing was taken",
                            null);
                }
                waiting.add(taking);
                return true;
            } finally {
                lock.unlock();
            }
        }

        int waiting() {
            lock.lock();
            try {
                return waiting.size();
            } finally {
                lock.unlock();
            }
        }

        /** Takes one out who does not want to wait any more; false if it was asked for already. */
        boolean leave(Taking taking) {
            lock.lock();
            try {
                return waiting.remove(taking);
            } finally {
                lock.unlock();
            }
        }

        /** An answer has come: asks for those who gathered meanwhile. */
        private void next() {
            List<Taking> batch = new ArrayList<>();
            lock.lock();
            try {
                for (Taking taking = waiting.poll(); taking != null; taking = waiting.poll()) {
                    batch.add(taking);
                    if (batch.size() == MOST_AT_ONCE) {
                        break;
                    }
                }
                if (batch.isEmpty()) {
                    ended = true;
                    gatherings.remove(limit.resources(), this);
                }
            } finally {
                lock.unlock();
            }
            if (!batch.isEmpty()) {
                long[] costs = batch.stream().mapToLong(taking -> taking.cost).toArray();
                limit.ask(costs, (decisions, failure) -> {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).end(decisions == null ? null : decisions.get(i), failure);
                    }
                    next();
                });
            }
        }
    }

    /** A caller who waits for others. */
    private final class Taking implements Pending<Decision> {

        private final Gathering gathering;
        private final long cost;
        private final CompletableFuture<Decision> decided = new CompletableFuture<>();

        Taking(Gathering gathering, long cost) {
            this.gathering = gathering;
            this.cost = cost;
        }

        void end(@Nullable Decision decision, @Nullable RuntimeException failure) {
            if (decision == null) {
                decided.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
            } else {
                decided.complete(decision);
            }
        }

        @Override
        public Decision await() {
            try {
                return decided.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                String label = gathering.limit.label();
                if (gathering.leave(this)) {
                    throw new OperationInterruptedException(label + ": interrupted before it was sent");
                }
                throw new OutcomeUnknownException(
                        label + ": interrupted while waiting for the reply; it may have been taken", e);
            } catch (ExecutionException e) {
                throw Composite.<RuntimeException>asItIs(Composite.cause(e));
            }
        }

        @Override
        public CompletionStage<Decision> stage() {
            CompletableFuture<Decision> stage = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    gathering.leave(Taking.this);
                    return super.cancel(mayInterruptIfRunning);
                }

                @Override
                public <U> CompletableFuture<U> newIncompleteFuture() {
                    return new CompletableFuture<>();
                }
            };
            decided.whenCompleteAsync(
                    (decision, failure) -> {
                        if (failure == null) {
                            stage.complete(decision);
                        } else {
                            stage.completeExceptionally(Composite.cause(failure));
                        }
                    },
                    executor);
            return stage;
        }
    }
}

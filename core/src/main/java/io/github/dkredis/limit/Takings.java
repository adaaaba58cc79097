package io.github.dkredis.limit;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.Operations;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Combines the callers of one client that take permits of the same limits at once. While one request is under way,
 * further callers gather; one script then decides for all of them in the order in which they came. A caller that finds
 * no request under way sends its own at once, so a single caller never waits for a batch.
 *
 * @param <D> the decision
 */
final class Takings<D> {

    /**
     * The callers for which one script decides. A script of this size keeps the server busy for about 100 microseconds.
     */
    private static final int MAX_BATCH = 200;

    private static final int MAX_WAITING = 10_000;

    /** The request to Redis. */
    interface Script<D> {

        /** {@return the limited resources; callers with equal resources share a script} */
        Object resources();

        /** {@return the name of the operation, for messages} */
        String label();

        /** Asks for one caller. */
        Operation<D> ask(long cost);

        /**
         * Asks for several callers in their order. The action is given their decisions, or the failure, on the event
         * loop.
         */
        void ask(
                long[] costs,
                long deadlineNanos,
                BiConsumer<? super @Nullable List<D>, ? super @Nullable RuntimeException> action);
    }

    private final OperationContext context;
    private final ConcurrentMap<Object, Gathering> gatherings = new ConcurrentHashMap<>();

    Takings(OperationContext context) {
        this.context = context;
    }

    Operation<D> take(Script<D> script, long cost) {
        while (true) {
            Gathering known = gatherings.get(script.resources());
            if (known == null) {
                Gathering fresh = new Gathering(script);
                if (gatherings.putIfAbsent(script.resources(), fresh) == null) {
                    return fresh.first(cost);
                }
            } else {
                Taking taking = new Taking(known, cost);
                if (known.join(taking)) {
                    return taking.operation();
                }
            }
        }
    }

    /** {@return the number of limits with a request under way} For tests. */
    int asking() {
        return gatherings.size();
    }

    /** {@return the number of callers that wait for the next script} For tests. */
    int waiting() {
        return gatherings.values().stream().mapToInt(Gathering::waiting).sum();
    }

    /**
     * The callers that wait while a request is under way. It ends when a reply finds no waiting caller; the check and
     * the end are one step under the lock, so that no caller can join a gathering that has ended and wait for ever.
     */
    private final class Gathering {

        private final Script<D> script;
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Taking> waiting = new ArrayDeque<>();
        private boolean ended;

        Gathering(Script<D> script) {
            this.script = script;
        }

        /** Asks for the caller that began this gathering. */
        Operation<D> first(long cost) {
            return script.ask(cost).whenDone((decision, failure) -> next());
        }

        /** Adds a caller; false if this gathering has ended. */
        boolean join(Taking taking) {
            lock.lock();
            try {
                if (ended) {
                    return false;
                }
                if (waiting.size() >= MAX_WAITING) {
                    throw new RedisUnavailableException(
                            Reason.OVERLOADED,
                            script.label() + ": " + MAX_WAITING + " callers are already waiting;"
                                    + " the request was not sent, and no permit was taken",
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

        /** Removes a caller that stops waiting; false if it is part of a script that was sent. */
        boolean stopWaiting(Taking taking) {
            lock.lock();
            try {
                return waiting.remove(taking);
            } finally {
                lock.unlock();
            }
        }

        /** Asks for the callers that have gathered, after a reply has arrived or a request has failed. */
        private void next() {
            List<Taking> batch = new ArrayList<>();
            List<Taking> late = new ArrayList<>();
            long now = System.nanoTime();
            lock.lock();
            try {
                while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                    Taking taking = waiting.remove();
                    (taking.deadlineNanos - now > 0 ? batch : late).add(taking);
                }
                if (batch.isEmpty()) {
                    ended = true;
                    gatherings.remove(script.resources(), this);
                }
            } finally {
                lock.unlock();
            }
            late.forEach(Taking::endLate);
            if (!batch.isEmpty()) {
                ask(batch);
            }
        }

        /**
         * Asks for a batch, until the deadline of its first caller, which is the earliest one. So every caller is
         * decided before its own deadline without a timer of its own: the request before this one began before any of
         * these callers came, and has ended by its deadline.
         */
        private void ask(List<Taking> batch) {
            long[] costs = batch.stream().mapToLong(taking -> taking.cost).toArray();
            script.ask(costs, batch.get(0).deadlineNanos, (decisions, failure) -> {
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).end(decisions == null ? null : decisions.get(i), failure);
                }
                next();
            });
        }
    }

    /** A caller that waits while another request is under way. */
    private final class Taking {

        private final Gathering gathering;
        private final long cost;
        private final long deadlineNanos = System.nanoTime() + context.timeoutNanos();
        private final CompletableFuture<D> decided = new CompletableFuture<>();

        Taking(Gathering gathering, long cost) {
            this.gathering = gathering;
            this.cost = cost;
        }

        void end(@Nullable D decision, @Nullable RuntimeException failure) {
            if (decision == null) {
                decided.completeExceptionally(failure == null ? new IllegalStateException("no decision") : failure);
            } else {
                decided.complete(decision);
            }
        }

        void endLate() {
            decided.completeExceptionally(new RedisUnavailableException(
                    Reason.TIMEOUT,
                    label() + ": not sent within " + TimeUnit.NANOSECONDS.toMillis(context.timeoutNanos())
                            + " ms, because other callers were waiting for Redis; no permit was taken",
                    null));
        }

        Operation<D> operation() {
            return Operations.ofEndingFuture("rate limit", decided, context, this::abandon)
                    .recover(failure -> {
                        // an abandoned caller completed the decision itself, so it knows that nothing was sent
                        if (failure instanceof OperationInterruptedException && !decided.isCompletedExceptionally()) {
                            if (gathering.stopWaiting(this)) {
                                throw notSent();
                            }
                            throw new OutcomeUnknownException(
                                    label() + ": interrupted while waiting for the reply; permits may have been taken",
                                    failure);
                        }
                        throw Failures.<RuntimeException>sneaky(failure);
                    });
        }

        /** A cancelled caller leaves the queue before the cancellation returns, so no permit is taken for it later. */
        private void abandon() {
            if (gathering.stopWaiting(this)) {
                decided.completeExceptionally(notSent());
            }
        }

        private OperationInterruptedException notSent() {
            return new OperationInterruptedException(label() + ": interrupted before the request was sent");
        }

        private String label() {
            return gathering.script.label();
        }
    }
}

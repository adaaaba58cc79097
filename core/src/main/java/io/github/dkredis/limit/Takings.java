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
 * Callers of one client who take from the same limits at once: while one of them asks Redis, the others gather, and then one
 * script decides for all of them, in the order in which they came. A caller who finds nobody asking asks by itself.
 *
 * @param <D> the decision
 */
final class Takings<D> {

    /** How many callers one script decides for: some 100 microseconds of the server's time. */
    private static final int MAX_BATCH = 200;

    private static final int MAX_WAITING = 10_000;

    /** How Redis is asked. */
    interface Script<D> {

        /** What is taken from; callers with equal resources share scripts. */
        Object resources();

        /** The operation, for messages. */
        String label();

        /** Asks for one caller. */
        Operation<D> ask(long cost);

        /** Asks for several callers, one after the other; the action runs on the event loop. */
        void ask(long[] costs, BiConsumer<? super @Nullable List<D>, ? super @Nullable RuntimeException> action);
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

    /** How many limits are asked for at the moment. */
    int asking() {
        return gatherings.size();
    }

    /** How many callers wait while others ask. */
    int waiting() {
        return gatherings.values().stream().mapToInt(Gathering::waiting).sum();
    }

    /** The callers who wait while one asks. It ends when a reply finds no caller waiting. */
    private final class Gathering {

        private final Script<D> script;
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Taking> waiting = new ArrayDeque<>();
        private boolean ended;

        Gathering(Script<D> script) {
            this.script = script;
        }

        /** The caller who found nobody asking. */
        Operation<D> first(long cost) {
            return script.ask(cost).whenDone((decision, failure) -> next());
        }

        /** Adds a caller; answers false if this has ended. */
        boolean join(Taking taking) {
            lock.lock();
            try {
                if (ended) {
                    return false;
                }
                if (waiting.size() >= MAX_WAITING) {
                    throw new RedisUnavailableException(
                            Reason.OVERLOADED,
                            script.label() + ": " + MAX_WAITING + " callers are waiting already;"
                                    + " it was not sent, and nothing was taken",
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

        /** Removes a caller who stops waiting; answers false if it is part of a script that was sent. */
        boolean leave(Taking taking) {
            lock.lock();
            try {
                return waiting.remove(taking);
            } finally {
                lock.unlock();
            }
        }

        /** A reply has come: asks for the callers who have gathered meanwhile. */
        private void next() {
            List<Taking> batch = new ArrayList<>();
            lock.lock();
            try {
                for (Taking taking = waiting.poll(); taking != null; taking = waiting.poll()) {
                    batch.add(taking);
                    if (batch.size() == MAX_BATCH) {
                        break;
                    }
                }
                if (batch.isEmpty()) {
                    ended = true;
                    gatherings.remove(script.resources(), this);
                }
            } finally {
                lock.unlock();
            }
            if (!batch.isEmpty()) {
                long[] costs = batch.stream().mapToLong(taking -> taking.cost).toArray();
                script.ask(costs, (decisions, failure) -> {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).end(decisions == null ? null : decisions.get(i), failure);
                    }
                    next();
                });
            }
        }
    }

    /** A caller who waits while another one asks. */
    private final class Taking {

        private final Gathering gathering;
        private final long cost;
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

        Operation<D> operation() {
            String label = gathering.script.label();
            long timeoutNanos = context.timeoutNanos();
            return Operations.ofFuture(label, decided, context, System.nanoTime() + timeoutNanos, () -> {
                        if (gathering.leave(this)) {
                            throw new RedisUnavailableException(
                                    Reason.TIMEOUT,
                                    label + ": not sent within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                                            + " ms, since other callers were waiting for Redis; nothing was taken",
                                    null);
                        }
                        throw new OutcomeUnknownException(
                                label + ": no reply came in time; it may have been taken", null);
                    })
                    .recover(failure -> {
                        if (failure instanceof OperationInterruptedException) {
                            if (gathering.leave(this)) {
                                throw new OperationInterruptedException(label + ": interrupted before it was sent");
                            }
                            throw new OutcomeUnknownException(
                                    label + ": interrupted while waiting for the reply; it may have been taken",
                                    failure);
                        }
                        throw Failures.<RuntimeException>sneaky(failure);
                    });
        }
    }
}

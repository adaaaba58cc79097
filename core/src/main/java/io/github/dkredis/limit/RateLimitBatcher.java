package io.github.dkredis.limit;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Combines the callers of one client that take permits of the same limits at once. While one request is under way,
 * further callers gather; one script then decides for all of them in the order in which they came. A caller that finds
 * no request under way sends its own at once, so a single caller never waits for a batch.
 */
final class RateLimitBatcher {

    /**
     * The callers for which one script decides. A script of this size keeps the server busy for about 100 microseconds.
     */
    private static final int MAX_BATCH = 200;

    private static final int MAX_WAITING = 10_000;

    private final Client client;
    private final ConcurrentMap<Object, Gathering> gatherings = new ConcurrentHashMap<>();

    RateLimitBatcher(Client client) {
        this.client = client;
    }

    /** Asks for a caller. To be started at once: a caller who has to wait joins its batch here. */
    Operation<LimitReply> take(LimitScript script, PermitRequest request) {
        while (true) {
            Gathering known = gatherings.get(script.resources());
            if (known == null) {
                Gathering fresh = new Gathering(script);
                if (gatherings.putIfAbsent(script.resources(), fresh) == null) {
                    return fresh.first(request);
                }
            } else {
                BatchedAcquire acquire = new BatchedAcquire(known, request);
                if (known.join(acquire)) {
                    return acquire.operation();
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

        private final LimitScript script;
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<BatchedAcquire> waiting = new ArrayDeque<>();
        private boolean ended;

        Gathering(LimitScript script) {
            this.script = script;
        }

        /** Asks for the caller that began this gathering. */
        Operation<LimitReply> first(PermitRequest request) {
            return script.ask(request).whenDone((reply, failure) -> next());
        }

        /** Adds a caller; false if this gathering has ended. */
        boolean join(BatchedAcquire acquire) {
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
                waiting.add(acquire);
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
        boolean stopWaiting(BatchedAcquire acquire) {
            lock.lock();
            try {
                return waiting.remove(acquire);
            } finally {
                lock.unlock();
            }
        }

        /** Asks for the callers that have gathered, after a reply has arrived or a request has failed. */
        private void next() {
            List<BatchedAcquire> batch = new ArrayList<>();
            List<BatchedAcquire> late = new ArrayList<>();
            long now = System.nanoTime();
            lock.lock();
            try {
                while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                    BatchedAcquire acquire = waiting.remove();
                    (acquire.deadlineNanos - now > 0 ? batch : late).add(acquire);
                }
                if (batch.isEmpty()) {
                    ended = true;
                    gatherings.remove(script.resources(), this);
                }
            } finally {
                lock.unlock();
            }
            late.forEach(BatchedAcquire::endLate);
            if (!batch.isEmpty()) {
                ask(batch);
            }
        }

        /**
         * Asks for a batch, until the deadline of its last caller. The others end at their own deadlines. No caller
         * behind the batch waits too long: it came after the last caller of the batch, so its deadline is later.
         */
        private void ask(List<BatchedAcquire> batch) {
            DeadlineWatch watch = new DeadlineWatch(batch);
            watch.start();
            long lastDeadline = batch.get(batch.size() - 1).deadlineNanos;
            List<PermitRequest> requests =
                    batch.stream().map(acquire -> acquire.request).toList();
            script.ask(requests, lastDeadline, (replies, failure) -> {
                watch.stop();
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).end(replies == null ? null : replies.get(i), failure);
                }
                next();
            });
        }
    }

    /** Ends the callers of a batch that was sent at their own deadlines, until the batch has been answered. */
    private final class DeadlineWatch {

        private final List<BatchedAcquire> batch;
        private volatile boolean stopped;
        private volatile Runnable cancel = () -> {};

        DeadlineWatch(List<BatchedAcquire> batch) {
            this.batch = batch;
        }

        void start() {
            long now = System.nanoTime();
            batch.stream()
                    .filter(acquire -> !acquire.replied.isDone())
                    .mapToLong(acquire -> acquire.deadlineNanos - now)
                    .min()
                    .ifPresent(left -> cancel = client.startTimer(Math.max(left, 0), this::fired));
        }

        private void fired() {
            batch.forEach(BatchedAcquire::endIfDue);
            if (!stopped) {
                start();
            }
        }

        void stop() {
            stopped = true;
            cancel.run();
        }
    }

    /** A caller that waits while another request is under way. */
    private final class BatchedAcquire {

        private final Gathering gathering;
        private final PermitRequest request;
        private final long deadlineNanos = System.nanoTime() + client.timeoutNanos();
        private final CompletableFuture<LimitReply> replied = new CompletableFuture<>();

        BatchedAcquire(Gathering gathering, PermitRequest request) {
            this.gathering = gathering;
            this.request = request;
        }

        void end(@Nullable LimitReply reply, @Nullable RuntimeException failure) {
            if (reply == null) {
                replied.completeExceptionally(failure == null ? new IllegalStateException("no decision") : failure);
            } else {
                replied.complete(reply);
            }
        }

        /** The deadline passed before the request was sent. */
        void endLate() {
            replied.completeExceptionally(new RedisUnavailableException(
                    Reason.TIMEOUT,
                    label() + ": not sent within " + TimeUnit.NANOSECONDS.toMillis(client.timeoutNanos())
                            + " ms, because other callers were waiting for Redis; no permit was taken",
                    null));
        }

        /** Ends this caller, whose request was sent, if its deadline has passed. */
        void endIfDue() {
            if (!replied.isDone() && deadlineNanos - System.nanoTime() <= 0) {
                replied.completeExceptionally(new OutcomeUnknownException(
                        label() + ": no reply came in time; permits may have been taken", null));
            }
        }

        Operation<LimitReply> operation() {
            return OperationJoins.ofEndingFuture("rate limit", replied, client, this::abandon)
                    .recover(failure -> {
                        // an abandoned caller completed the reply itself, so it knows that nothing was sent
                        if (failure instanceof OperationInterruptedException && !replied.isCompletedExceptionally()) {
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
                replied.completeExceptionally(notSent());
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

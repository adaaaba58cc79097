package io.github.dkredis.atomic;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.atomic.CombinedCaller.Departure;
import io.github.dkredis.atomic.CombinedCaller.Failed;
import io.github.dkredis.atomic.CombinedCaller.Signal;
import io.github.dkredis.atomic.CombinedCaller.Threw;
import io.github.dkredis.atomic.CombinedCaller.Written;
import io.github.dkredis.internal.Completion;
import io.github.dkredis.internal.Execution;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.connection.Client;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Combines the updates of one client that change the same key at the same time: one caller applies the functions of
 * all, and one compare-and-set writes the result. See {@link CombinedKey}.
 */
final class UpdateCombiner {

    private final Client client;
    private final FunctionScope scope;
    private final ConcurrentMap<String, CombinedKey> keys = new ConcurrentHashMap<>();
    private final AtomicInteger stages = new AtomicInteger();

    UpdateCombiner(Client client, FunctionScope scope) {
        this.client = client;
        this.scope = scope;
    }

    /**
     * An update that is combined with others of its key.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    <T> Operation<T> update(Change<T> change) {
        UpdateCommands commands = new UpdateCommands(client, change.key());
        return Operation.from((execution, completion) -> {
            scope.refuseNested(change);
            client.checkOpen();
            admit(change, execution);
            CombinedCaller<T> caller =
                    new CombinedCaller<>(change, execution.deadlineNanos(client.timeoutNanos()), execution.mayBlock());
            Completion<T> ending = caller.blocksThread ? completion::complete : endingStage(completion);
            CombinedKey key = join(caller, commands);
            execution.run(wait(key, caller), ending);
        });
    }

    /** {@return the number of keys with callers} For tests. */
    int keys() {
        return keys.size();
    }

    /** {@return the number of callers that wait for the next write} For tests. */
    int waiting() {
        return keys.values().stream().mapToInt(CombinedKey::waiting).sum();
    }

    /** Bounds the callers that wait without a thread of their own; the others are bounded by their threads. */
    private void admit(Change<?> change, Execution execution) {
        if (execution.mayBlock()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new OperationInterruptedException(change.label() + ": interrupted before it was sent");
            }
        } else if (stages.incrementAndGet() > client.maxInFlight()) {
            stages.decrementAndGet();
            throw new RedisUnavailableException(
                    Reason.OVERLOADED,
                    change.label() + ": " + client.maxInFlight()
                            + " updates are under way, the most this client allows; it was not sent."
                            + " Slow down, or raise maxInFlight",
                    null);
        }
    }

    private <T> Completion<T> endingStage(Completion<? super T> completion) {
        return (value, failure) -> {
            stages.decrementAndGet();
            completion.complete(value, failure);
        };
    }

    private CombinedKey join(CombinedCaller<?> caller, UpdateCommands commands) {
        String name = caller.change.key();
        while (true) {
            CombinedKey known = keys.get(name);
            if (known != null && known.join(caller)) {
                return known;
            }
            if (known == null) {
                CombinedKey fresh = new CombinedKey(client, scope, commands, ended -> keys.remove(name, ended));
                if (keys.putIfAbsent(name, fresh) == null) {
                    fresh.begin(caller);
                    return fresh;
                }
            }
        }
    }

    /** Waits for the caller's next signal, and does what it says. */
    private <T> Operation<T> wait(CombinedKey key, CombinedCaller<T> caller) {
        return OperationJoins.ofFuture(
                        caller.change.label(),
                        caller.signal(),
                        client,
                        caller.deadlineNanos,
                        () -> late(key, caller),
                        () -> key.leave(caller))
                .recover(failure -> Operation.of(interrupted(key, caller, failure)))
                .then(signal -> {
                    if (signal instanceof CombinedCaller.Lead) {
                        key.lead(caller);
                        return wait(key, caller);
                    }
                    return Operation.of(result(signal));
                });
    }

    private static <T> T result(Signal<T> answer) {
        if (answer instanceof Written<T> written) {
            return written.value();
        }
        Throwable failure = answer instanceof Threw<T> threw
                ? threw.failure()
                : SharedFailure.forCaller(((Failed<T>) answer).failure());
        throw Failures.<RuntimeException>sneaky(failure);
    }

    // ---- callers that leave before they are answered

    private <T> Signal<T> late(CombinedKey key, CombinedCaller<T> caller) {
        String label = caller.change.label();
        long limit = TimeUnit.NANOSECONDS.toMillis(client.timeoutNanos());
        Departure departure = key.leave(caller);
        if (departure == null) {
            return Objects.requireNonNull(caller.answer);
        }
        if (departure == Departure.MAYBE_SENT) {
            throw new OutcomeUnknownException(
                    label + ": no reply came within " + limit
                            + " ms; it ran once or not at all, and was not sent again",
                    null);
        }
        if (caller.attempts > 0) {
            throw new UpdateConflictException(caller.change.key(), caller.attempts);
        }
        throw new RedisUnavailableException(
                Reason.TIMEOUT, label + ": no answer within " + limit + " ms; nothing was written", null);
    }

    private <T> Signal<T> interrupted(CombinedKey key, CombinedCaller<T> caller, Throwable failure) {
        if (!(failure instanceof OperationInterruptedException)) {
            throw Failures.<RuntimeException>sneaky(failure); // of a caller that was late
        }
        Departure departure = key.leave(caller);
        if (departure == null) {
            return Objects.requireNonNull(caller.answer);
        }
        String label = caller.change.label();
        if (departure == Departure.MAYBE_SENT) {
            throw new OutcomeUnknownException(
                    label + ": interrupted before the reply came; it ran once or not at all, and was not sent again",
                    failure);
        }
        throw new OperationInterruptedException(label + ": interrupted before it was written; nothing was changed");
    }
}

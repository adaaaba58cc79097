package io.github.dkredis.atomic;

import io.github.dkredis.UpdateConflictException;
import io.github.dkredis.atomic.CombinedCaller.Departure;
import io.github.dkredis.atomic.CombinedCaller.Failed;
import io.github.dkredis.atomic.CombinedCaller.Signal;
import io.github.dkredis.atomic.CombinedCaller.State;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The callers of one client that update one key at the same time. It exists from the first caller until none waits any
 * more, and goes through these phases:
 *
 * <pre>
 * READING ──► OFFERED ──► APPLYING ──► WRITING ──► OFFERED (to the next callers, or again after a refused write), …
 *    ▲                                    │
 *    └──────── the write failed ◄─────────┘
 * </pre>
 *
 * <p>No thread owns a command that is under way: its reply arrives on the event loop, which decides what follows and
 * wakes the callers it concerns. So a caller that is interrupted, cancelled or late delays no other caller. Only in the
 * phase APPLYING is a thread needed, since functions must not run on the event loop. One of the waiting callers is
 * asked for it; if it leaves before it has begun, another one is asked. Callers that block a thread are preferred: the
 * executor, on which the others continue, may be occupied by callers that wait for this very key.
 *
 * <p>What is written is decided by the functions in the order in which their callers came. A function that throws is
 * left out. Its caller is told once the value it was given has proved to be current at some moment after the call: the
 * value was read after the call began, or the compare-and-set of the others succeeded.
 */
final class CombinedKey {

    /** The functions that one write combines. More would delay the first caller, fewer would need more scripts. */
    static final int MAX_BATCH = 256;

    private enum Phase {
        READING,
        OFFERED,
        APPLYING,
        WRITING,
        ENDED
    }

    /**
     * What the key holds, as the last reply showed.
     *
     * @param value null if the key is missing
     * @param number the callers with this number or a smaller one had called before that was read
     */
    private record Known(byte @Nullable [] value, long number) {}

    private final Client client;
    private final FunctionScope scope;
    private final UpdateCommands commands;
    private final Consumer<CombinedKey> onEnd;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<CombinedCaller<?>> waiting = new ArrayDeque<>(); // in the order in which they came
    private Phase phase = Phase.READING;
    private @Nullable CombinedCaller<?> offered;
    private @Nullable Known known;
    private long arrivals;

    CombinedKey(Client client, FunctionScope scope, UpdateCommands commands, Consumer<CombinedKey> onEnd) {
        this.client = client;
        this.scope = scope;
        this.commands = commands;
        this.onEnd = onEnd;
    }

    // ---- callers come and go

    /** Starts with its first caller, which no other thread can see before. */
    void begin(CombinedCaller<?> first) {
        join(first);
        proceed();
    }

    /** Adds a caller; false if this has ended. */
    boolean join(CombinedCaller<?> caller) {
        boolean takesOver = false;
        lock.lock();
        try {
            if (phase == Phase.ENDED) {
                return false;
            }
            caller.number = ++arrivals;
            waiting.add(caller);
            if (phase == Phase.OFFERED && offered != null && !offered.blocksThread && caller.blocksThread) {
                offered.state = State.WAITING;
                offered.renewSignal();
                offer(caller);
                takesOver = true;
            }
        } finally {
            lock.unlock();
        }
        if (takesOver) {
            caller.offerLead();
        }
        return true;
    }

    /**
     * A caller stops waiting: it was interrupted, cancelled, or its time limit has passed.
     *
     * @return how it left; null if it was answered before
     */
    @Nullable
    Departure leave(CombinedCaller<?> caller) {
        boolean offerAgain;
        lock.lock();
        try {
            if (caller.state == State.DONE) {
                return caller.departure;
            }
            caller.departure = caller.state == State.TAKEN ? Departure.MAYBE_SENT : Departure.NOT_SENT;
            offerAgain = caller.state == State.OFFERED;
            caller.state = State.DONE;
            waiting.remove(caller);
        } finally {
            lock.unlock();
        }
        if (offerAgain) {
            proceed();
        }
        return caller.departure;
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    // ---- what follows

    /** Reads the key, asks a waiting caller to apply the functions, or ends if no caller waits. */
    private void proceed() {
        CombinedCaller<?> leader = null;
        long number = 0;
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                phase = Phase.ENDED;
                onEnd.accept(this);
                return;
            }
            if (known == null) {
                phase = Phase.READING;
                number = arrivals;
            } else {
                phase = Phase.OFFERED;
                leader =
                        waiting.stream().filter(c -> c.blocksThread).findFirst().orElseGet(waiting::peek);
                offer(leader);
            }
        } finally {
            lock.unlock();
        }
        if (leader == null) {
            read(number);
        } else {
            leader.offerLead();
        }
    }

    private void offer(CombinedCaller<?> caller) {
        offered = caller;
        caller.state = State.OFFERED;
    }

    private void read(long number) {
        try {
            client.sendInBackground(commands.read(), (value, failure, repeated) -> {
                if (failure == null) {
                    setKnown(new Known(value, number));
                    proceed();
                } else {
                    failRead(number, failure);
                }
            });
        } catch (RuntimeException | Error e) { // it was not sent
            failRead(number, e);
        }
    }

    private void setKnown(@Nullable Known now) {
        lock.lock();
        try {
            known = now;
        } finally {
            lock.unlock();
        }
    }

    /** Fails the callers that this read was for; callers that came after it was sent are worth another attempt. */
    private void failRead(long number, Throwable failure) {
        List<CombinedCaller<?>> failed = new ArrayList<>();
        lock.lock();
        try {
            for (CombinedCaller<?> next = waiting.peek();
                    next != null && next.number <= number;
                    next = waiting.peek()) {
                waiting.remove();
                fail(next, failure, failed);
            }
        } finally {
            lock.unlock();
        }
        proceed();
        failed.forEach(CombinedCaller::tell);
    }

    // ---- applying: on the thread of a caller, or on the executor

    /** Applies the functions of the waiting callers, unless another caller has been asked for it meanwhile. */
    void lead(CombinedCaller<?> leader) {
        CombinedBatch batch = take(leader);
        if (batch == null) {
            return;
        }
        List<CombinedCaller<?>> writers = new ArrayList<>(batch.callers().size());
        byte[] value = batch.apply(scope, leader, writers);
        if (value == null) {
            settleWithoutWrite(batch);
            return;
        }
        long number;
        lock.lock();
        try {
            phase = Phase.WRITING;
            number = arrivals;
        } finally {
            lock.unlock();
        }
        tellVerifiedThrowers(batch);
        try {
            client.sendInBackground(
                    commands.write(batch.base(), value, writers.get(0).change.newKeyTtl()),
                    (reply, failure, repeated) -> {
                        if (reply == null) {
                            failWrite(batch, Objects.requireNonNull(failure));
                        } else if (UpdateCommands.isWritten(reply)) {
                            settleWritten(batch, new Known(value, number));
                        } else {
                            takeBack(batch, new Known(UpdateCommands.current(reply), number));
                        }
                    });
        } catch (RuntimeException | Error e) { // it was not sent: it is too large for one command, for example
            failWrite(batch, e);
        }
    }

    private @Nullable CombinedBatch take(CombinedCaller<?> leader) {
        lock.lock();
        try {
            Known base = known;
            if (leader.state != State.OFFERED || base == null) {
                return null;
            }
            phase = Phase.APPLYING;
            offered = null;
            leader.state = State.WAITING; // unless it is within the batch
            leader.renewSignal();
            List<CombinedCaller<?>> callers = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
            while (!waiting.isEmpty() && callers.size() < MAX_BATCH) {
                CombinedCaller<?> caller = waiting.remove();
                caller.state = State.TAKEN;
                callers.add(caller);
            }
            return new CombinedBatch(callers, base.value, base.number);
        } finally {
            lock.unlock();
        }
    }

    // ---- answers

    /** All functions threw. A caller that came after the value was read gets another chance with the current one. */
    private void settleWithoutWrite(CombinedBatch batch) {
        tellVerifiedThrowers(batch);
        lock.lock();
        try {
            if (putBack(batch.callers())) {
                known = null;
            }
        } finally {
            lock.unlock();
        }
        proceed();
    }

    /** The value that these functions were given was read after their callers had come, so the outcome is theirs. */
    private void tellVerifiedThrowers(CombinedBatch batch) {
        List<CombinedCaller<?>> told = new ArrayList<>();
        lock.lock();
        try {
            for (CombinedCaller<?> caller : batch.callers()) {
                if (caller.hasThrown() && caller.number <= batch.baseNumber()) {
                    answerWithResult(caller, told);
                }
            }
        } finally {
            lock.unlock();
        }
        told.forEach(CombinedCaller::tell);
    }

    private void settleWritten(CombinedBatch batch, Known now) {
        List<CombinedCaller<?>> told = new ArrayList<>(batch.callers().size());
        lock.lock();
        try {
            known = now;
            batch.callers().forEach(caller -> answerWithResult(caller, told));
        } finally {
            lock.unlock();
        }
        proceed(); // first, so that the next callers are at work while these wake up
        told.forEach(CombinedCaller::tell);
    }

    /** The write was refused, since the key has changed: all functions are to be applied to the current value. */
    private void takeBack(CombinedBatch batch, Known now) {
        List<CombinedCaller<?>> told = new ArrayList<>();
        lock.lock();
        try {
            known = now;
            for (CombinedCaller<?> caller : batch.callers()) {
                if (caller.state == State.TAKEN && ++caller.attempts >= SeparateUpdate.MAX_ATTEMPTS) {
                    fail(caller, new UpdateConflictException(caller.change.key(), caller.attempts), told);
                }
            }
            putBack(batch.callers());
        } finally {
            lock.unlock();
        }
        proceed();
        told.forEach(CombinedCaller::tell);
    }

    private void failWrite(CombinedBatch batch, Throwable failure) {
        List<CombinedCaller<?>> told = new ArrayList<>(batch.callers().size());
        lock.lock();
        try {
            known = null;
            for (CombinedCaller<?> caller : batch.callers()) {
                if (!caller.hasThrown()) { // what threw was not part of the write
                    fail(caller, failure, told);
                }
            }
            putBack(batch.callers());
        } finally {
            lock.unlock();
        }
        proceed();
        told.forEach(CombinedCaller::tell);
    }

    // ---- under the lock

    /** Puts the callers of a batch that still wait for an answer before all others; answers whether there are any. */
    private boolean putBack(List<CombinedCaller<?>> callers) {
        boolean any = false;
        for (int i = callers.size() - 1; i >= 0; i--) {
            CombinedCaller<?> caller = callers.get(i);
            if (caller.state == State.TAKEN) {
                caller.state = State.WAITING;
                waiting.addFirst(caller);
                any = true;
            }
        }
        return any;
    }

    private static <T> void answerWithResult(CombinedCaller<T> caller, List<CombinedCaller<?>> told) {
        answer(caller, caller.result(), told);
    }

    private static <T> void fail(CombinedCaller<T> caller, Throwable failure, List<CombinedCaller<?>> told) {
        answer(caller, new Failed<>(failure), told);
    }

    private static <T> void answer(CombinedCaller<T> caller, @Nullable Signal<T> answer, List<CombinedCaller<?>> told) {
        if (caller.state != State.DONE) {
            caller.state = State.DONE;
            caller.answer = answer;
            told.add(caller);
        }
    }
}

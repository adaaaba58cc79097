package io.github.dkredis.atomic;

import io.github.dkredis.atomic.Change.Changed;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller of a combined update. The lock of its {@link CombinedKey} guards everything that changes, except what the
 * thread that applies a batch notes down for itself.
 */
final class CombinedCaller<T> {

    enum State {
        /** In the queue. */
        WAITING,
        /** In the queue, and asked to apply the functions of a batch. */
        OFFERED,
        /** In a batch that is applied or written. */
        TAKEN,
        /** Answered, or gone. */
        DONE
    }

    /** How a caller left before it was answered. */
    enum Departure {
        /** Its change was not applied, and will not be. */
        NOT_SENT,
        /** Its change may be part of what is written. */
        MAYBE_SENT
    }

    /** What a waiting caller is told. */
    sealed interface Signal<T> {}

    /** It is its turn to apply the functions of all waiting callers. */
    record Lead<T>() implements Signal<T> {}

    /** Its change was written. */
    record Written<T>(T value) implements Signal<T> {}

    /** Its function threw; nothing of it was written. */
    record Threw<T>(Throwable failure) implements Signal<T> {}

    /** The command of its batch failed, for all callers of the batch alike. */
    record Failed<T>(Throwable failure) implements Signal<T> {}

    final Change<T> change;
    final long deadlineNanos;

    /** Whether this caller blocks a thread, which can apply functions whatever the executor is busy with. */
    final boolean blocksThread;

    State state = State.WAITING;
    long number;
    int attempts;

    @Nullable
    Signal<T> answer;

    @Nullable
    Departure departure;

    private volatile CompletableFuture<Signal<T>> signal = new CompletableFuture<>();
    private @Nullable Changed<T> changed;
    private @Nullable Throwable thrown;

    CombinedCaller(Change<T> change, long deadlineNanos, boolean blocksThread) {
        this.change = change;
        this.deadlineNanos = deadlineNanos;
        this.blocksThread = blocksThread;
    }

    /** Where the next signal arrives. */
    CompletableFuture<Signal<T>> signal() {
        return signal;
    }

    void offerLead() {
        signal.complete(new Lead<>());
    }

    /** The offer was taken, or withdrawn: the next signal arrives in a new future. */
    void renewSignal() {
        signal = new CompletableFuture<>();
    }

    /** Tells the caller the answer that was decided under the lock. */
    void tell() {
        Signal<T> decided = answer;
        if (decided != null) {
            signal.complete(decided);
        }
    }

    // ---- for the thread that applies the batch

    /** Applies the change; answers with the new bytes, or null if the function threw. */
    byte @Nullable [] apply(FunctionScope scope, byte @Nullable [] current) {
        changed = null;
        thrown = null;
        try {
            changed = scope.apply(change, current);
            return changed.bytes();
        } catch (Throwable e) { // the caller's own, whatever it is
            thrown = e;
            return null;
        }
    }

    boolean hasThrown() {
        return thrown != null;
    }

    /** What this caller is told once the value that its change was applied to has proved to be current. */
    @Nullable
    Signal<T> result() {
        if (thrown != null) {
            return new Threw<>(thrown);
        }
        return changed == null ? null : new Written<>(changed.value());
    }
}

package io.github.dkredis.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The callers of one client that wait for a lock, first come, first served. A caller can leave from anywhere in
 * constant time, since ten thousand callers may time out together.
 *
 * <p>The links are in the waiters, so an empty queue has no memory of its own. A {@code LinkedHashSet} would need its
 * table, its map and an entry for every acquisition of a free lock, since each one makes a queue and passes through it.
 *
 * <p>Guarded by the lock of its coordinator.
 */
final class WaitQueue {

    private @Nullable Waiter first;
    private @Nullable Waiter last;

    boolean isEmpty() {
        return first == null;
    }

    /** {@return the waiter whose turn is next} The queue must not be empty. */
    Waiter first() {
        Waiter waiter = first;
        if (waiter == null) {
            throw new IllegalStateException("the queue is empty");
        }
        return waiter;
    }

    /**
     * {@return whether a waiter of this queue waits if the lock is taken} One that does not wait is there only while
     * nothing is known of the lock, and comes first.
     */
    boolean hasPatient() {
        return last != null && last.ifTaken == Waiter.IfTaken.WAIT;
    }

    void add(Waiter waiter) {
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
    }

    /** Removes a waiter, which must be in this queue. */
    void remove(Waiter waiter) {
        Waiter previous = waiter.previous;
        Waiter next = waiter.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        waiter.previous = null;
        waiter.next = null;
    }

    /** Removes all waiters that satisfy a condition, and returns them in their order. */
    List<Waiter> removeIf(Predicate<Waiter> condition) {
        List<Waiter> removed = new ArrayList<>();
        for (Waiter waiter = first; waiter != null; ) {
            Waiter next = waiter.next; // removing the waiter clears its links
            if (condition.test(waiter)) {
                remove(waiter);
                removed.add(waiter);
            }
            waiter = next;
        }
        return removed;
    }
}

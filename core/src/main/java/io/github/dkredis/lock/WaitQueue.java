package io.github.dkredis.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The callers of one client who wait for a lock, first come first served. Its links are in the waiters, so that joining and
 * leaving from anywhere cost the same however long it is. Guarded by the cohort's lock.
 */
final class WaitQueue {

    private @Nullable Waiter first;
    private @Nullable Waiter last;

    boolean isEmpty() {
        return first == null;
    }

    /** The one whose turn is next. There must be one. */
    Waiter first() {
        Waiter waiter = first;
        if (waiter == null) {
            throw new IllegalStateException("nobody waits");
        }
        return waiter;
    }

    void add(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.behind = waiter;
        }
        last = waiter;
    }

    /** Takes one out who is in it. */
    void remove(Waiter waiter) {
        Waiter before = waiter.before;
        Waiter behind = waiter.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        waiter.before = null;
        waiter.behind = null;
    }

    /** Takes out all to whom this applies, in their order. */
    List<Waiter> removeIf(Predicate<Waiter> applies) {
        List<Waiter> removed = new ArrayList<>();
        for (Waiter waiter = first; waiter != null; ) {
            Waiter behind = waiter.behind;
            if (applies.test(waiter)) {
                remove(waiter);
                removed.add(waiter);
            }
            waiter = behind;
        }
        return removed;
    }
}

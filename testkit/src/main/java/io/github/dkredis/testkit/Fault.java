package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A fault that waits for its request in a {@link FaultProxy}; made by a {@link Trigger}. */
public final class Fault {

    enum Kind {
        CUT_REQUEST,
        CUT_REPLY,
        SILENCE,
        HOLD_REPLY,
        ACTION
    }

    private final Trigger trigger;
    private final Kind kind;
    private final long replyBytes;
    private final Runnable action;
    private final AtomicInteger times = new AtomicInteger();
    private final AtomicBoolean armed = new AtomicBoolean(true);
    private volatile boolean released;

    Fault(Trigger trigger, Kind kind, long replyBytes, Runnable action) {
        this.trigger = trigger;
        this.kind = kind;
        this.replyBytes = replyBytes;
        this.action = action;
    }

    /**
     * How many requests it has met.
     *
     * @return zero if none so far
     */
    public int times() {
        return times.get();
    }

    /**
     * Waits until it has met a request.
     *
     * @param limit how long to wait at most
     * @throws AssertionError when none came
     */
    public void await(Duration limit) {
        Await.until(() -> times() > 0, limit, () -> "no such request came");
    }

    /** Lets a held reply go on, and all behind it. */
    public void release() {
        released = true;
        armed.set(false);
        trigger.proxy().wake();
    }

    /** Meets no further request. */
    public void cancel() {
        armed.set(false);
    }

    boolean meets(Request request) {
        Predicate<Request> wanted = trigger.wanted();
        if (!armed.get() || !wanted.test(request) || (trigger.isOnce() && !armed.compareAndSet(true, false))) {
            return false;
        }
        times.incrementAndGet();
        action.run();
        return true;
    }

    boolean isArmed() {
        return armed.get();
    }

    boolean isReleased() {
        return released;
    }

    Kind kind() {
        return kind;
    }

    long replyBytes() {
        return replyBytes;
    }
}

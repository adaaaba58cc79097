package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A fault that a {@link FaultProxy} injects when a matching request arrives; a {@link Trigger} creates it. */
public final class Fault {

    /** Which matching requests a fault fires on. */
    enum Occurrence {
        NEXT,
        EACH
    }

    private final Predicate<Request> condition;
    private final Occurrence occurrence;
    private final FaultEffect effect;
    private final Runnable wakeProxy;
    private final AtomicInteger times = new AtomicInteger();
    private final AtomicBoolean armed = new AtomicBoolean(true);
    private volatile boolean released;

    Fault(Predicate<Request> condition, Occurrence occurrence, FaultEffect effect, Runnable wakeProxy) {
        this.condition = condition;
        this.occurrence = occurrence;
        this.effect = effect;
        this.wakeProxy = wakeProxy;
    }

    /** {@return how many requests this fault has fired on so far} */
    public int times() {
        return times.get();
    }

    /**
     * Waits until this fault has fired on a request.
     *
     * @param limit how long to wait at most
     * @throws AssertionError if no matching request arrived within the limit
     */
    public void await(Duration limit) {
        Await.until(() -> times() > 0, limit, () -> "no matching request arrived");
    }

    /** Lets a held reply through, and everything behind it. This fault fires on no further request. */
    public void release() {
        released = true;
        armed.set(false);
        // The proxy's thread may be blocked in select(), where it does not see the flag.
        wakeProxy.run();
    }

    /** Disarms this fault: it fires on no further request. */
    public void cancel() {
        armed.set(false);
    }

    /**
     * Fires if this fault is armed and the request matches. Runs on the proxy's thread; the compare-and-set is for a
     * test that calls {@link #cancel} at the same time: once {@code cancel} has returned, a one-time fault does not
     * fire.
     *
     * @return whether the effect applies to this request
     */
    boolean fires(Request request) {
        if (!armed.get() || !condition.test(request)) {
            return false;
        }
        if (occurrence == Occurrence.NEXT && !armed.compareAndSet(true, false)) {
            return false;
        }
        times.incrementAndGet();
        effect.action().run();
        return true;
    }

    boolean isArmed() {
        return armed.get();
    }

    boolean isReleased() {
        return released;
    }

    FaultEffect effect() {
        return effect;
    }
}

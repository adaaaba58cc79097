package io.github.dkredis.testkit;

import java.util.function.Predicate;

/** A request to come in a {@link FaultProxy}; its methods say what is to happen to it. */
public final class Trigger {

    private final FaultProxy proxy;
    private final Predicate<Request> wanted;
    private final boolean once;

    Trigger(FaultProxy proxy, Predicate<Request> wanted, boolean once) {
        this.proxy = proxy;
        this.wanted = wanted;
        this.once = once;
    }

    /**
     * The server runs it, the reply is lost: cuts the connection when the reply's first bytes come. Earlier replies go
     * through; later requests of the pipeline may have been run too.
     *
     * @return the waiting fault
     */
    public Fault dropReply() {
        return cutReplyAfter(0);
    }

    /**
     * The server runs it, and the connection is cut inside the reply.
     *
     * @param bytes how many bytes of the reply go through; with more than it has, the cut comes right behind it
     * @return the waiting fault
     */
    public Fault cutReplyAfter(long bytes) {
        return proxy.add(new Fault(this, Fault.Kind.CUT_REPLY, bytes, Trigger::nothing));
    }

    /**
     * The server runs it, but from its reply on the connection is silent; it stays open.
     *
     * @return the waiting fault
     */
    public Fault swallowReplies() {
        return proxy.add(new Fault(this, Fault.Kind.SILENCE, 0, Trigger::nothing));
    }

    /**
     * The server runs it; its reply and all behind it on this connection wait until {@link Fault#release}.
     *
     * @return the waiting fault
     */
    public Fault holdReply() {
        return proxy.add(new Fault(this, Fault.Kind.HOLD_REPLY, 0, Trigger::nothing));
    }

    /**
     * The server never sees it: cuts the connection instead of passing it on. Earlier requests go through.
     *
     * @return the waiting fault
     */
    public Fault cutBefore() {
        return proxy.add(new Fault(this, Fault.Kind.CUT_REQUEST, 0, Trigger::nothing));
    }

    /**
     * Does something right before the request is passed on, on the proxy's thread: all its connections wait meanwhile.
     *
     * @param action for example the death of the server
     * @return the waiting fault
     */
    public Fault run(Runnable action) {
        return proxy.add(new Fault(this, Fault.Kind.ACTION, 0, action));
    }

    FaultProxy proxy() {
        return proxy;
    }

    Predicate<Request> wanted() {
        return wanted;
    }

    boolean isOnce() {
        return once;
    }

    private static void nothing() {}
}

package io.github.dkredis.testkit;

import java.util.function.Function;

/** The choice of what a {@link FaultProxy} does to a matching request; each method arms one {@link Fault}. */
public final class Trigger {

    private final Function<FaultEffect, Fault> arming;

    Trigger(Function<FaultEffect, Fault> arming) {
        this.arming = arming;
    }

    /**
     * Loses the reply: the server runs the request, and the connection is cut when the first bytes of the reply arrive.
     * Earlier replies get through; the server may also have run later requests of the pipeline.
     *
     * @return the armed fault
     */
    public Fault dropReply() {
        return cutReplyAfter(0);
    }

    /**
     * Cuts the connection inside the reply; the server runs the request.
     *
     * @param bytes how many bytes of the reply get through; if the reply is shorter, the cut follows right after it
     * @return the armed fault
     */
    public Fault cutReplyAfter(long bytes) {
        return arming.apply(FaultEffect.cutReplyAfter(bytes));
    }

    /**
     * Discards the reply and everything that the server sends after it on this connection, which stays open; the server
     * runs the request.
     *
     * @return the armed fault
     */
    public Fault swallowReplies() {
        return arming.apply(FaultEffect.of(FaultEffect.Kind.DISCARD_REPLIES));
    }

    /**
     * Holds the reply, and everything behind it on this connection, until {@link Fault#release}; the server runs the
     * request.
     *
     * @return the armed fault
     */
    public Fault holdReply() {
        return arming.apply(FaultEffect.of(FaultEffect.Kind.HOLD_REPLY));
    }

    /**
     * Cuts the connection instead of passing the request on, so that the server never sees it. Earlier requests get
     * through.
     *
     * @return the armed fault
     */
    public Fault cutBefore() {
        return arming.apply(FaultEffect.of(FaultEffect.Kind.CUT_REQUEST));
    }

    /**
     * Runs an action right before the request is passed on. It runs on the proxy's thread, so all connections of the
     * proxy wait for it.
     *
     * @param action for example {@code server::kill}
     * @return the armed fault
     */
    public Fault run(Runnable action) {
        return arming.apply(FaultEffect.run(action));
    }
}

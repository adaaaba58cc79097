package io.github.dkredis.testkit;

/**
 * What a {@link Fault} does to the request it fires on.
 *
 * @param kind where the proxy interferes
 * @param replyBytes for {@link Kind#CUT_REPLY}: how many bytes of the reply reach the client
 * @param action for {@link Kind#RUN_ACTION}: runs on the proxy's thread; does nothing for the other kinds
 */
record FaultEffect(Kind kind, long replyBytes, Runnable action) {

    enum Kind {
        /** Cuts the connection instead of passing the request on. */
        CUT_REQUEST,
        /** Cuts the connection inside the reply. */
        CUT_REPLY,
        /** Discards the reply and everything after it. */
        DISCARD_REPLIES,
        /** Holds the reply, and everything after it, until the fault is released. */
        HOLD_REPLY,
        /** Runs an action and passes request and reply on unchanged. */
        RUN_ACTION
    }

    static FaultEffect of(Kind kind) {
        return new FaultEffect(kind, 0, () -> {});
    }

    static FaultEffect cutReplyAfter(long bytes) {
        return new FaultEffect(Kind.CUT_REPLY, bytes, () -> {});
    }

    static FaultEffect run(Runnable action) {
        return new FaultEffect(Kind.RUN_ACTION, 0, action);
    }
}

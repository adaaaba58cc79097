package io.github.dkredis.testkit;

/** The two directions of a connection through a {@link FaultProxy}. */
public enum Direction {
    /** From the client to the server. */
    REQUESTS,
    /** From the server to the client: replies and push messages. */
    REPLIES
}

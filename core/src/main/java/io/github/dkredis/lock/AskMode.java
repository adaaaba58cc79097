package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;

/** What a request for a lock asks for if the lock is taken. */
enum AskMode {
    /** Nothing: the caller does not wait. */
    TRY,
    /** A place in the queue in Redis, for a client that no message reaches at the moment: it polls for its turn. */
    POLL,
    /** A place in the queue in Redis, for a client that is told by a message when its turn comes. */
    PUSH;

    /** What the scripts call this mode. */
    final byte[] word = Utf8.encode("a mode", name().toLowerCase(java.util.Locale.ROOT));
}

package io.github.dkredis.internal;

/** The client is closed, so nothing was sent. To callers, it is an {@link IllegalStateException}. */
public final class ClientClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public ClientClosedException() {
        super("this DkRedis is closed");
    }
}

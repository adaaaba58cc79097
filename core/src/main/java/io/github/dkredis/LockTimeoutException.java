package io.github.dkredis;

import java.time.Duration;

/**
 * Thrown when a lock could not be acquired in time. Nothing is left behind: the caller no longer waits in any queue.
 */
public final class LockTimeoutException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Creates an exception for a wait that has timed out.
     *
     * @param name the name of the lock
     * @param timeout how long the caller waited
     */
    public LockTimeoutException(String name, Duration timeout) {
        super(
                "could not acquire lock \"" + name + "\" within " + timeout.toMillis() + " ms; another caller holds it",
                null);
        this.name = name;
    }

    /** {@return the name of the lock} */
    public String name() {
        return name;
    }
}

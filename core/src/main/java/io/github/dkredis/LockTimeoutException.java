package io.github.dkredis;

import java.time.Duration;

/** A lock was not to be had in time. Nothing was left behind: the caller is in no queue any more. */
public final class LockTimeoutException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The lock. */
    private final String name;

    /**
     * A wait that was too long.
     *
     * @param name the lock
     * @param timeout how long the caller waited
     */
    public LockTimeoutException(String name, Duration timeout) {
        super(
                "lock \"" + name + "\": not to be had within " + timeout.toMillis() + " ms; somebody else holds it",
                null);
        this.name = name;
    }

    /**
     * Which lock it was.
     *
     * @return its name
     */
    public String name() {
        return name;
    }
}

package io.github.dkredis;

import io.github.dkredis.lock.LockHolder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a lock could not be acquired in time. Nothing is left behind: the caller no longer waits in any queue.
 */
public final class LockTimeoutException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final @Nullable LockHolder holder;
    private final @Nullable Instant since;

    /**
     * Creates an exception for a wait that has timed out.
     *
     * @param name the name of the lock
     * @param timeout how long the caller waited
     * @param holder who holds the lock, or null if that is not known
     * @param since since when it is held, or null if that is not known
     */
    public LockTimeoutException(String name, Duration timeout, @Nullable LockHolder holder, @Nullable Instant since) {
        super(
                "could not acquire lock \"" + name + "\" within " + timeout.toMillis() + " ms; "
                        + (holder == null ? "it is taken, or Redis has not answered" : "it is held by " + holder)
                        + (since == null ? "" : ", since " + since.truncatedTo(ChronoUnit.MILLIS)),
                null);
        this.name = name;
        this.holder = holder;
        this.since = since;
    }

    /** {@return the name of the lock} */
    public String name() {
        return name;
    }

    /** {@return the client that held the lock after the wait; empty if it could not be found out} */
    public Optional<LockHolder> holder() {
        return Optional.ofNullable(holder);
    }

    /** {@return since when that client held it, by the server's clock; empty if it could not be found out} */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }
}

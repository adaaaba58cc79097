package io.github.dkredis.shedlock;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.Mutex;
import java.util.Objects;
import java.util.Optional;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * ShedLock's locks on {@link DkRedis#mutex mutexes}: of all processes that use a name, one at a time runs a job.
 *
 * <p>A lock called {@code report} is the mutex {@code shedlock:report}, so {@code redis.locks()} shows who runs the
 * job, and can release its lock by force. Its times are measured by the server's clock and by monotonic clocks of this
 * machine, from the moment at which the lock was granted: differences between the clocks of the machines do not matter.
 * As everywhere, no lock over a network can stop a job that goes on after its {@code lockAtMostFor}; the loss is
 * logged.
 *
 * <p>Locking never waits for another holder. {@code lock}, {@code extend} and {@code unlock} can throw
 * {@link io.github.dkredis.RedisUnavailableException} if Redis does not answer; a lock then ends with its
 * {@code lockAtMostFor}.
 */
public final class DkRedisLockProvider implements ExtensibleLockProvider {

    private static final String DEFAULT_PREFIX = "shedlock:";

    private final DkRedis redis;
    private final String prefix;

    /**
     * Creates a provider whose mutexes are called {@code shedlock:<name>}.
     *
     * @param redis used, but not closed
     */
    public DkRedisLockProvider(DkRedis redis) {
        this(redis, DEFAULT_PREFIX);
    }

    /**
     * Creates a provider whose mutexes have names of another beginning.
     *
     * @param redis used, but not closed
     * @param prefix what the names of the mutexes begin with; if it is empty, a job and a mutex with the same name
     *     exclude each other. A key prefix of the client comes before it
     */
    public DkRedisLockProvider(DkRedis redis, String prefix) {
        this.redis = Objects.requireNonNull(redis, "redis");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
    }

    /**
     * Acquires a lock, if it is free.
     *
     * @return empty if the lock is taken
     * @throws IllegalArgumentException if the name is invalid for a mutex, or {@code lockAtMostFor} is shorter than a
     *     millisecond
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the lock is not held
     */
    @Override
    public Optional<SimpleLock> lock(LockConfiguration configuration) {
        Mutex mutex = redis.mutex(prefix + configuration.getName()).lease(configuration.getLockAtMostFor());
        return mutex.tryAcquire().map(lease -> new LeasedLock(lease, configuration));
    }

    /** {@return the client and the prefix} */
    @Override
    public String toString() {
        return "DkRedisLockProvider[" + redis + ", " + prefix + "]";
    }
}

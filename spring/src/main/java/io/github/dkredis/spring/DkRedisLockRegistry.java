package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.springframework.integration.support.locks.LockRegistry;

/** Spring Integration's locks on {@link DkRedis#mutex mutexes}. */
public final class DkRedisLockRegistry implements LockRegistry {

    private final DkRedis redis;

    /**
     * Creates a registry.
     *
     * @param redis used, but not closed
     */
    public DkRedisLockRegistry(DkRedis redis) {
        this.redis = Objects.requireNonNull(redis, "redis");
    }

    @Override
    public Lock obtain(Object key) {
        return redis.mutex("spring:" + key).asLock();
    }
}

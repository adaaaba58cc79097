package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.SpringConnections;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/** Spring Integration's lock registry over Lettuce, with either kind of lock. */
final class SpringMutex implements MutexClient {
    private static final Duration DEFAULT_EXPIRY = Duration.ofSeconds(60);

    private final LettuceConnectionFactory connections;
    private final RedisLockRegistry registry;
    private final Lock lock;

    private SpringMutex(LoadContext context, Optional<Duration> lease, RedisLockType type) {
        connections = SpringConnections.to(context);
        long expiryMillis = lease.orElse(DEFAULT_EXPIRY).toMillis();
        registry = new RedisLockRegistry(connections, "bench:spring:" + type, expiryMillis);
        registry.setRedisLockType(type);
        lock = registry.obtain("lock");
    }

    static List<MutexPeer> peers() {
        return List.of(
                peer("Spring registry spin", RedisLockType.SPIN_LOCK),
                peer("Spring registry pub/sub", RedisLockType.PUB_SUB_LOCK));
    }

    private static MutexPeer peer(String name, RedisLockType type) {
        String version = LibraryVersion.ofJarWith(RedisLockRegistry.class);
        return new MutexPeer(name, version, Reach.JVMS, (context, lease) -> new SpringMutex(context, lease, type));
    }

    @Override
    public long lock(int thread) {
        lock.lock();
        return NO_FENCE;
    }

    @Override
    public void unlock(int thread) {
        lock.unlock();
    }

    @Override
    public void close() {
        registry.destroy();
        connections.destroy();
    }
}

package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.SpringConnections;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The lock of a scheduled job through ShedLock's interface. A caller cannot wait for it, so it is measured free only.
 */
final class ShedLockMutex implements MutexClient {
    private static final Duration DEFAULT_AT_MOST = Duration.ofSeconds(60);

    private final LockProvider provider;
    private final Runnable closing;
    private final Duration atMost;
    private @Nullable SimpleLock held;

    private ShedLockMutex(LockProvider provider, Runnable closing, Optional<Duration> lease) {
        this.provider = provider;
        this.closing = closing;
        atMost = lease.orElse(DEFAULT_AT_MOST);
    }

    static List<MutexPeer> peers() {
        return List.of(
                new MutexPeer(
                        "ShedLock Redis",
                        LibraryVersion.of("net.javacrumbs.shedlock", "shedlock-provider-redis-spring"),
                        Reach.JVMS,
                        ShedLockMutex::ofSpring),
                new MutexPeer(
                        "ShedLock dkredis",
                        LibraryVersion.of("io.github.dkredis", "dkredis"),
                        Reach.JVMS,
                        ShedLockMutex::ofProduct));
    }

    private static MutexClient ofSpring(LoadContext context, Optional<Duration> lease) {
        LettuceConnectionFactory connections = SpringConnections.to(context);
        return new ShedLockMutex(new RedisLockProvider(connections, "bench"), connections::destroy, lease);
    }

    private static MutexClient ofProduct(LoadContext context, Optional<Duration> lease) {
        DkRedis redis = DkRedis.connect(context.uri());
        return new ShedLockMutex(new DkRedisLockProvider(redis), redis::close, lease);
    }

    @Override
    public long lock(int thread) {
        held = provider.lock(new LockConfiguration(Instant.now(), "bench", atMost, Duration.ZERO))
                .orElseThrow(() -> new WrongResultException("the lock is free"));
        return NO_FENCE;
    }

    @Override
    public void unlock(int thread) {
        Objects.requireNonNull(held).unlock();
    }

    @Override
    public void close() {
        closing.run();
    }
}

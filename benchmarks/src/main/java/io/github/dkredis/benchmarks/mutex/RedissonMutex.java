package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson's locks, acquired without a lease time, so that Redisson's watchdog renews them. */
final class RedissonMutex implements MutexClient {
    static final String PLAIN = "Redisson RLock";

    private static final String KEY = "bench:redisson";
    private static final String VERSION = LibraryVersion.of("org.redisson", "redisson");

    private final RedissonClient client;
    private final RLock lock;

    private RedissonMutex(
            LoadContext context, Optional<Duration> lease, BiFunction<RedissonClient, String, RLock> kind) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        lease.ifPresent(time -> config.setLockWatchdogTimeout(time.toMillis()));
        client = Redisson.create(config);
        lock = kind.apply(client, KEY);
    }

    static List<MutexPeer> peers() {
        return List.of(
                peer(PLAIN, RedissonClient::getLock),
                peer("Redisson RFairLock", RedissonClient::getFairLock),
                peer("Redisson RSpinLock", RedissonClient::getSpinLock));
    }

    private static MutexPeer peer(String name, BiFunction<RedissonClient, String, RLock> kind) {
        return new MutexPeer(
                name,
                VERSION,
                Reach.JVMS,
                (context, lease) ->
                        new RedissonMutex(context, lease, (client, key) -> kind.apply(client, key + ":" + name)));
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
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

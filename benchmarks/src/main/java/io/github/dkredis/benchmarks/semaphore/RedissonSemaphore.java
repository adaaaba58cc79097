package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson's semaphore whose permits have a lease, here of 30 seconds. */
final class RedissonSemaphore implements SemaphoreClient {
    static final String NAME = "Redisson RPermitExpirableSemaphore";

    private final RedissonClient client;
    private final RPermitExpirableSemaphore semaphore;
    private final @Nullable String[] held;

    private RedissonSemaphore(LoadContext context, int permits) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        client = Redisson.create(config);
        semaphore = client.getPermitExpirableSemaphore("bench:redisson:" + permits);
        semaphore.trySetPermits(permits);
        held = new String[context.threads()];
    }

    static SemaphorePeer peer() {
        return new SemaphorePeer(NAME, LibraryVersion.of("org.redisson", "redisson"), RedissonSemaphore::new);
    }

    @Override
    public void acquire(int thread) throws InterruptedException {
        held[thread] = semaphore.acquire(30, TimeUnit.SECONDS);
    }

    @Override
    public void release(int thread) {
        semaphore.release(Objects.requireNonNull(held[thread]));
        held[thread] = null;
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

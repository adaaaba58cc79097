package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.lock.Semaphore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The product's semaphore; closing a permit does not wait for the reply. */
final class ProductSemaphore implements SemaphoreClient {
    /** Long enough for every wait in the suite, so that only a hanging semaphore fails. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final DkRedis redis;
    private final Semaphore semaphore;
    private final @Nullable Permit[] held;

    private ProductSemaphore(LoadContext context, int permits) {
        redis = DkRedis.connect(context.uri());
        semaphore = redis.semaphore("bench:" + permits, permits).timeout(TIMEOUT);
        held = new Permit[context.threads()];
    }

    static SemaphorePeer peer() {
        return new SemaphorePeer("dkredis", LibraryVersion.of("io.github.dkredis", "dkredis"), ProductSemaphore::new);
    }

    @Override
    public void acquire(int thread) {
        held[thread] = semaphore.acquire();
    }

    @Override
    public void release(int thread) {
        Permit permit = Objects.requireNonNull(held[thread]);
        held[thread] = null;
        if (!permit.isHeld()) {
            throw new WrongResultException("the permit was lost: " + permit);
        }
        permit.close();
    }

    @Override
    public void close() {
        redis.close();
    }
}

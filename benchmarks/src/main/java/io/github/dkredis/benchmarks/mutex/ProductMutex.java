package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Mutex;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The product's mutex; closing its lease does not wait for the reply. */
final class ProductMutex implements MutexClient {
    /** Long enough for every wait in the suites, so that only a hanging lock fails. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final DkRedis redis;
    private final Mutex mutex;
    private final @Nullable Lease[] held;

    private ProductMutex(LoadContext context, Optional<Duration> lease) {
        redis = DkRedis.connect(context.uri());
        Mutex plain = redis.mutex("bench").timeout(TIMEOUT);
        mutex = lease.map(time -> plain.lease(time).renewed()).orElse(plain);
        held = new Lease[context.threads()];
    }

    static MutexPeer peer() {
        String version = LibraryVersion.of("io.github.dkredis", "dkredis");
        return new MutexPeer("dkredis", version, Reach.JVMS, ProductMutex::new);
    }

    @Override
    public long lock(int thread) {
        Lease lease = mutex.acquire();
        held[thread] = lease;
        return lease.fencingToken();
    }

    @Override
    public void unlock(int thread) {
        Lease lease = Objects.requireNonNull(held[thread]);
        held[thread] = null;
        if (!lease.isHeld()) {
            throw new WrongResultException("the lease was lost: " + lease);
        }
        lease.close();
    }

    @Override
    public void close() {
        redis.close();
    }
}

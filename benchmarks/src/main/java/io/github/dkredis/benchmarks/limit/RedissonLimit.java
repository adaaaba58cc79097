package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson's rate limiter, with a limit for all clients together. */
final class RedissonLimit implements LimitClient {
    private static final long PLENTY_PER_SECOND = 1_000_000_000;

    private final RedissonClient client;
    private final List<RRateLimiter> limiters;

    private RedissonLimit(LoadContext context, List<String> resources, Budget budget) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        client = Redisson.create(config);
        limiters = resources.stream()
                .map(resource -> {
                    RRateLimiter limiter = client.getRateLimiter(resource);
                    switch (budget) {
                        case PLENTY -> limiter.trySetRate(RateType.OVERALL, PLENTY_PER_SECOND, Duration.ofSeconds(1));
                        case EXHAUSTED -> limiter.trySetRate(RateType.OVERALL, 1, Duration.ofHours(1));
                    }
                    return limiter;
                })
                .toList();
    }

    static LimitPeer peer() {
        return new LimitPeer(
                "Redisson RRateLimiter", LibraryVersion.of("org.redisson", "redisson"), RedissonLimit::new);
    }

    @Override
    public boolean tryAcquire(int resource) {
        return limiters.get(resource).tryAcquire();
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import java.time.Duration;
import java.util.List;

/** The product's rate limit. */
final class ProductLimit implements LimitClient {
    private static final Rate PLENTY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000_000);
    private static final Rate ONE = Rate.of(1, Duration.ofHours(1));

    private final DkRedis redis;
    private final List<RateLimiter> limits;

    private ProductLimit(Place place, List<String> resources, Budget budget) {
        redis = DkRedis.connect(place.uri());
        Rate rate = budget == Budget.PLENTY ? PLENTY : ONE;
        limits = resources.stream()
                .map(resource -> redis.rateLimiter(resource, rate))
                .toList();
    }

    static LimitPeer peer() {
        return new LimitPeer("dkredis", LibraryVersion.of("io.github.dkredis", "dkredis"), ProductLimit::new);
    }

    @Override
    public boolean tryAcquire(int resource) {
        return limits.get(resource).tryAcquire().isAllowed();
    }

    @Override
    public void close() {
        redis.close();
    }
}

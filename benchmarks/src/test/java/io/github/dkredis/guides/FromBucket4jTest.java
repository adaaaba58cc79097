package io.github.dkredis.guides;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.dkredis.DkRedis;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The code of the guide for users of Bucket4j, before and after, on one server. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FromBucket4jTest {

    private RedisServer server;
    private RedisClient client;
    private ProxyManager<String> buckets;
    private DkRedis redis;

    private final List<String> served = new ArrayList<>();

    @BeforeAll
    void connect(RedisServer shared) {
        server = shared;
        String uri = server.uri().toString();
        RedisClient client = RedisClient.create(uri);
        StatefulRedisConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        ProxyManager<String> buckets = Bucket4jLettuce.<String>casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build();
        this.client = client;
        this.buckets = buckets;
        this.redis = Clients.connect(server);
    }

    @AfterAll
    void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        redis.close();
    }

    private void serve(long remaining) {
        served.add("left " + remaining);
    }

    private void refuse(Duration retryAfter) {
        served.add("again in " + retryAfter.toSeconds() + " s");
    }

    // ---- one rate

    private void oneBefore() {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(10).refillGreedy(10, Duration.ofHours(10)))
                .build();
        Bucket bucket = buckets.builder().build("user:7", () -> configuration);

        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(6);
        if (probe.isConsumed()) {
            serve(probe.getRemainingTokens());
        } else {
            refuse(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private void oneAfter() {
        RateLimiter limiter = redis.rateLimiter("user:7", Rate.of(10, Duration.ofHours(10)));

        RateLimiter.Decision decision = limiter.tryAcquire(6);
        if (decision.isAllowed()) {
            serve(decision.remaining());
        } else {
            refuse(decision.retryAfter());
        }
    }

    @Test
    void oneRate_beforeAndAfter_decidesAlikeAndIsCountedApart() {
        oneBefore();
        oneAfter();
        oneBefore();
        oneAfter();

        assertThat(served.subList(0, 2)).containsExactly("left 4", "left 4");
        assertThat(served.subList(2, 4)).allMatch(refusal -> refusal.matches("again in 7[0-2]\\d\\d s"));
        assertThat(server.command("EXISTS", "user:7")).isEqualTo(1L);
        assertThat(server.command("EXISTS", "dkredis:ratelimit:{user:7}:10/PT10H/10"))
                .isEqualTo(1L);
    }

    // ---- several rates

    private boolean severalBefore() {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(50).refillGreedy(20, Duration.ofSeconds(1)))
                .addLimit(limit -> limit.capacity(5_000).refillGreedy(5_000, Duration.ofDays(1)))
                .build();
        Bucket bucket = buckets.builder().build("api-key:7", () -> configuration);
        boolean allowed = bucket.tryConsume(1);
        return allowed;
    }

    private boolean severalAfter() {
        RateLimiter limiter = redis.rateLimiter(
                        "api-key:7", Rate.of(20, Duration.ofSeconds(1)).withBurst(50))
                .and("api-key:7", Rate.of(5_000, Duration.ofDays(1)));
        boolean allowed = limiter.tryAcquire().isAllowed();
        return allowed;
    }

    @Test
    void severalRates_beforeAndAfter_allow() {
        assertThat(severalBefore()).isTrue();
        assertThat(severalAfter()).isTrue();
    }

    // ---- waiting

    private boolean waitingBefore() throws InterruptedException {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(10).refillGreedy(10, Duration.ofSeconds(1)))
                .build();
        Bucket bucket = buckets.builder().build("mail", () -> configuration);
        boolean sent = bucket.asBlocking().tryConsume(1, Duration.ofSeconds(2));
        return sent;
    }

    private boolean waitingAfter() {
        RateLimiter limiter = redis.rateLimiter("mail", Rate.of(10, Duration.ofSeconds(1)));
        boolean sent = limiter.tryAcquire(Duration.ofSeconds(2)).isAllowed();
        return sent;
    }

    private boolean both() {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(10).refillGreedy(10, Duration.ofSeconds(1)))
                .build();
        Bucket bucket = buckets.builder().build("mail", () -> configuration);
        RateLimiter limiter = redis.rateLimiter("mail", Rate.of(10, Duration.ofSeconds(1)));
        boolean allowed = bucket.tryConsume(1) && limiter.tryAcquire().isAllowed();
        return allowed;
    }

    @Test
    void waiting_beforeAndAfter_getsThePermit() throws Exception {
        assertThat(waitingBefore()).isTrue();
        assertThat(waitingAfter()).isTrue();
        assertThat(both()).isTrue();
    }
}

package io.github.dkredis.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.SplitBySlot;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cooldowns and rate limits whose resources are asked for slot by slot, as in a cluster. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SplitLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Rate HOURLY = Rate.of(5, Duration.ofHours(5));

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = SplitBySlot.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void cooldown_refusedInAnySlot_leavesNothingBlocked(RedisServer server) {
        for (String blocked : List.of("a", "b", "c", "d")) {
            server.command("FLUSHALL");
            assertThat(redis.cooldown(List.of(blocked), Duration.ofSeconds(100)).isAllowed())
                    .isTrue();

            Cooldown.Decision refused = redis.cooldown(List.of("a", "b", "c", "d"), Duration.ofSeconds(200));

            assertThat(refused.blockedBy()).contains(blocked);
            assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(100));
            assertThat(server.command("KEYS", "*")).asString().isNotEmpty();
            assertThat(server.command("DBSIZE")).isEqualTo(1L);
        }
    }

    @Test
    void cooldown_ofSeveralSlots_blocksEachResource() {
        assertThat(redis.cooldown(List.of("a", "b", "c"), Duration.ofSeconds(100))
                        .isAllowed())
                .isTrue();
        for (String resource : List.of("a", "b", "c")) {
            assertThat(redis.cooldown(List.of(resource), Duration.ofSeconds(100))
                            .isAllowed())
                    .isFalse();
        }
    }

    /** Caught a planted bug: permits that are not given back. Some of the slots come before that of the tight limit. */
    @Test
    void rateLimit_deniedInOneSlot_givesThePermitsOfTheOthersBack() {
        assertThat(redis.rateLimiter("tight", HOURLY).tryAcquire(5).isAllowed()).isTrue();
        List<String> others = IntStream.range(0, 20).mapToObj(i -> "free" + i).toList();
        RateLimiter all = redis.rateLimiter("tight", HOURLY);
        for (String other : others) {
            all = all.and(other, HOURLY);
        }

        assertThat(all.tryAcquire(3).blockedBy()).contains("tight");

        // what is refilled meanwhile is not given back, and that is less than a permit here
        for (String other : others) {
            RateLimiter limiter = redis.rateLimiter(other, HOURLY);
            Await.until(() -> limiter.peek(1).remaining() >= 4, SOON);
        }
    }

    @Test
    void rateLimit_ofSeveralSlots_takesFromEachAndTellsTheTightest() {
        RateLimiter all = redis.rateLimiter("a", HOURLY)
                .and("b", Rate.of(4, Duration.ofHours(4)))
                .and("c", HOURLY);

        assertThat(all.peek(1).remaining()).isEqualTo(4);
        assertThat(all.tryAcquire(3).remaining()).isEqualTo(1);
        assertThat(redis.rateLimiter("c", HOURLY).peek(1).remaining()).isEqualTo(2);
        assertThat(all.peek(2).isAllowed()).isFalse();
    }
}

package io.github.dkredis.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RateLimitedException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cooldowns and rate limits of two clients, one of which is connected through a proxy. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LimitsContractTest {

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        redis = DkRedis.connect(server.uri().toString());
        other = DkRedis.connect(proxy.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    // ---- cooldown

    @Test
    void cooldown_severalResources_blocksAllOrNoneAndNamesTheLongest(RedisServer server) {
        assertThat(redis.cooldown(List.of("a"), Duration.ofSeconds(10)).isAllowed())
                .isTrue();
        assertThat(redis.cooldown(List.of("b"), Duration.ofSeconds(20)).isAllowed())
                .isTrue();
        Cooldown.Decision blocked = other.cooldown(List.of("c", "a", "b", "d"), Duration.ofSeconds(5));
        assertThat(blocked.isAllowed()).isFalse();
        assertThat(blocked.blockedBy()).contains("b");
        assertThat(blocked.retryAfter()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
        assertThat(server.command("EXISTS", "rl-lock.c", "rl-lock.d")).isEqualTo(0L);
        assertThat(redis.cooldown(List.of(), Duration.ofSeconds(5)).isAllowed()).isTrue();
        assertThat((Long) server.command("PTTL", "rl-lock.a")).isBetween(1L, 10_000L);
    }

    /** Planted once: a repeated request that does not know its own token. It was blocked by itself. */
    @Test
    void cooldown_replyLost_isStartedOnce(RedisServer server, FaultProxy proxy) {
        other.cooldown(List.of("warm"), Duration.ofSeconds(1));
        Fault lost = proxy.onNext("EVALSHA").dropReply();
        assertThat(other.cooldown(List.of("a", "b"), Duration.ofSeconds(10)).isAllowed())
                .isTrue();
        assertThat(lost.times()).isOne();
        assertThat(other.cooldown(List.of("a"), Duration.ofSeconds(10)).isAllowed())
                .isFalse();
    }

    @Test
    void cooldown_keyOfAnotherType_throws(RedisServer server) {
        server.command("LPUSH", "rl-lock.a", "x");
        server.command("EXPIRE", "rl-lock.a", "60");
        assertThatThrownBy(() -> redis.cooldown(List.of("b", "a"), Duration.ofSeconds(10)))
                .isInstanceOf(WrongTypeException.class);
        assertThat(server.command("EXISTS", "rl-lock.b")).isEqualTo(0L);
    }

    // ---- rate limit

    @Test
    void rateLimit_takenAsFastAsPossible_keepsTheRate(RedisServer server) {
        Rate rate = Rate.of(700, Duration.ofSeconds(1)).withBurst(3);
        long first = micros(server);
        int taken = 0;
        while (micros(server) - first < 300_000) {
            taken += redis.rateLimiter("a", rate).tryAcquire().isAllowed() ? 1 : 0;
        }
        double elapsed = (micros(server) - first) / 1e6;
        assertThat(taken).isLessThanOrEqualTo((int) Math.ceil(elapsed * 700) + 3);
        assertThat(taken).isPositive();
    }

    private static long micros(RedisServer server) {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    @Test
    void rateLimit_burstAndCost_followTheModel(RedisServer server) {
        RateLimiter limit = redis.rateLimiter("a", new Rate(1, Duration.ofSeconds(1_000), 10));
        assertThat(limit.tryAcquire(4).remaining()).isEqualTo(6);
        assertThat(limit.tryAcquire(5).remaining()).isEqualTo(1);
        RateLimiter.Decision denied = limit.tryAcquire(3);
        assertThat(denied.isAllowed()).isFalse();
        assertThat(denied.blockedBy()).contains("a");
        assertThat(denied.retryAfter()).isBetween(Duration.ofSeconds(1_990), Duration.ofSeconds(2_000));
        assertThat(limit.tryAcquire().remaining()).isZero(); // a smaller cost is asked for, and is allowed
        assertThatThrownBy(limit::acquire)
                .isInstanceOfSatisfying(
                        RateLimitedException.class,
                        e -> assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(990), Duration.ofSeconds(1_000)));
        assertThat((Long) server.command("PTTL", "dkredis:ratelimit:a")).isBetween(9_990_000L, 10_000_001L);
        for (long wrong : new long[] {0, -1, 11, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> limit.tryAcquire(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void rateLimit_severalResources_allOrNone(RedisServer server) {
        Rate wide = new Rate(1, Duration.ofSeconds(1_000), 100);
        Rate narrow = new Rate(1, Duration.ofSeconds(1_000), 2);
        RateLimiter both = redis.rateLimiter("wide", wide).and("narrow", narrow);
        assertThat(both.tryAcquire().remaining()).isEqualTo(1);
        assertThat(both.tryAcquire().remaining()).isZero();
        assertThat(both.tryAcquire().blockedBy()).contains("narrow");
        assertThat(other.rateLimiter("wide", wide)
                        .and("narrow", narrow)
                        .tryAcquire()
                        .blockedBy())
                .contains("narrow");
        assertThat(redis.rateLimiter("wide", wide).tryAcquire().remaining()).isEqualTo(97);
    }

    /** Planted once: a denial that is not remembered. It took a hundred commands. */
    @Test
    void rateLimit_knownToBeDenied_sendsNothing(RedisServer server) {
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofSeconds(1_000)));
        limit.acquire();
        assertThat(limit.tryAcquire().isAllowed()).isFalse();
        server.resetStats();
        for (int i = 0; i < 100; i++) {
            assertThat(limit.tryAcquire().retryAfter()).isBetween(Duration.ofSeconds(990), Duration.ofSeconds(1_000));
        }
        assertThat(server.calls("evalsha")).isZero();
        assertThat(redis.rateLimiter("b", Rate.of(1, Duration.ofSeconds(1_000)))
                        .tryAcquire()
                        .isAllowed())
                .isTrue();
    }

    /** Found by this test: the ten hours of the slow rate blocked the new rate as well. */
    @Test
    void rateLimit_fasterRate_takesEffectAtOnce() {
        Rate slow = new Rate(1, Duration.ofHours(1), 10);
        redis.rateLimiter("a", slow).acquire(10);
        Rate fast = new Rate(100, Duration.ofSeconds(1), 20);
        RateLimiter.Decision first = redis.rateLimiter("a", fast).tryAcquire();
        assertThat(first.retryAfter()).isLessThanOrEqualTo(Duration.ofMillis(10));
        Await.until(() -> redis.rateLimiter("a", fast).tryAcquire().isAllowed(), Actor.LIMIT);
    }

    @Test
    void rateLimit_clockWasSetBack_deniesForOneBurstAtMost(RedisServer server) {
        server.command("SET", "dkredis:ratelimit:a", "9000000000000000", "PX", "100000000");
        RateLimiter limit = redis.rateLimiter("a", Rate.of(10, Duration.ofSeconds(1)));
        assertThat(limit.tryAcquire().retryAfter()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void rateLimit_replyLost_throwsOutcomeUnknownAndTakesOnce(RedisServer server, FaultProxy proxy) {
        RateLimiter limit = other.rateLimiter("a", new Rate(1, Duration.ofSeconds(1_000), 10));
        limit.acquire();
        proxy.onNext("EVALSHA").dropReply();
        assertThatThrownBy(limit::acquire).isInstanceOf(OutcomeUnknownException.class);
        assertThat(limit.tryAcquire().remaining()).isEqualTo(7);
    }

    @Test
    void rate_outOfBounds_isRefused() {
        assertThatThrownBy(() -> Rate.of(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rate.of(2_000_000, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ofDays(365), 1_000_000_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rate.of(1, Duration.ofDays(365_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rate.of(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rate.of(1, Duration.ofSeconds(1)).withBurst(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

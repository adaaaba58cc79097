package io.github.dkredis.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RateLimitedException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cooldowns and rate limits of two clients. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LimitsContractTest {

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        other = ContractClient.connect(server);
    }

    private static String limitKey(RedisServer server, String resource) {
        return ContractClient.companion(server, "dkredis:ratelimit:", resource);
    }

    /** In a cluster, resources are asked in the order of their slots, and the first one that denies decides. */
    private static boolean isAskedFirst(RedisServer server, String key, String other) {
        return String.valueOf(server.command("INFO", "cluster")).contains("cluster_enabled:1")
                && slot(server, key) < slot(server, other);
    }

    private static int slot(RedisServer server, String key) {
        return Primary.of((server.keyPrefix() + key).getBytes(StandardCharsets.UTF_8))
                .slot();
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    // ---- cooldown

    @Test
    void cooldown_severalResources_blocksAllOrNoneAndNamesTheLongest(RedisServer server) {
        assertThat(redis.cooldown(List.of("a"), Duration.ofSeconds(100)).isAllowed())
                .isTrue();
        assertThat(redis.cooldown(List.of("b"), Duration.ofSeconds(200)).isAllowed())
                .isTrue();
        Cooldown.Decision blocked = other.cooldown(List.of("c", "a", "b", "d"), Duration.ofSeconds(5));
        assertThat(blocked.isAllowed()).isFalse();
        boolean decidesA = isAskedFirst(server, "rl-lock.a", "rl-lock.b");
        assertThat(blocked.blockedBy()).contains(decidesA ? "a" : "b");
        long longest = decidesA ? 100 : 200;
        assertThat(blocked.retryAfter()).isBetween(Duration.ofSeconds(longest - 50), Duration.ofSeconds(longest));
        assertThat(server.command("EXISTS", "rl-lock.c", "rl-lock.d")).isEqualTo(0L);
        assertThat(redis.cooldown(List.of(), Duration.ofSeconds(5)).isAllowed()).isTrue();
        assertThat((Long) server.command("PTTL", "rl-lock.a")).isBetween(1L, 100_000L);
    }

    /** Planted once: a repeated request that does not know its own token. It was blocked by itself. */
    @Test
    void cooldown_replyLost_isStartedOnce(RedisServer server, FaultProxy proxy) {
        try (DkRedis proxied = ContractClient.connect(server, proxy)) {
            proxied.cooldown(List.of("warm"), Duration.ofSeconds(1));
            Fault lost = proxy.onNext("EVALSHA").dropReply();
            assertThat(proxied.cooldown(List.of("a", "b"), Duration.ofSeconds(10))
                            .isAllowed())
                    .isTrue();
            assertThat(lost.times()).isOne();
            assertThat(proxied.cooldown(List.of("a"), Duration.ofSeconds(10)).isAllowed())
                    .isFalse();
        }
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
        assertThat((Long) server.command("PTTL", limitKey(server, "a") + ":1/PT16M40S/10"))
                .isBetween(9_990_000L, 10_000_001L);
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
        // what was taken before the narrow one denied is given back, less a moment's worth
        boolean wasTaken = isAskedFirst(server, limitKey(server, "wide"), limitKey(server, "narrow"));
        assertThat(redis.rateLimiter("wide", wide).tryAcquire().remaining()).isBetween(wasTaken ? 96L : 97L, 97L);
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

    /** Caught: with one state for both rates, 557 permits were taken within six seconds; 320 are allowed. */
    @Test
    void rateLimit_twoRatesOnOneResource_areKeptApart(RedisServer server) {
        RateLimiter both = redis.rateLimiter("a", Rate.of(100, Duration.ofSeconds(1)))
                .and("a", new Rate(200, Duration.ofSeconds(10), 200));
        long first = micros(server);
        int taken = 0;
        long reached = 0;
        // a machine that pauses may reach the lower bound later
        while (reached < 2_000_000 || taken < 200 && reached < Actor.LIMIT.toMillis() * 1_000) {
            taken += both.tryAcquire().isAllowed() ? 1 : 0;
            reached = micros(server) - first;
        }
        double elapsed = reached / 1e6;
        assertThat(taken).isBetween(200, (int) Math.ceil(200 + elapsed * 20));
    }

    @Test
    void rateLimit_sameRateTwice_countsOnce() {
        Rate rate = new Rate(1, Duration.ofSeconds(1_000), 10);
        assertThat(redis.rateLimiter("a", rate).and("a", rate).tryAcquire().remaining())
                .isEqualTo(9);
        assertThat(redis.rateLimiter("a", rate).and("b", rate))
                .hasToString("RateLimiter[a 1/PT16M40S/10, b 1/PT16M40S/10]");
    }

    @Test
    void rateLimit_namesWithBraces_areKeptApart() {
        Rate one = Rate.of(1, Duration.ofSeconds(1_000));
        for (String name : List.of("x}:y{x", "y{x}", "{y}", "y", "{x}:y{x", "}", "{", "{}")) {
            assertThat(redis.rateLimiter(name, one).tryAcquire().isAllowed())
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void peek_whateverIsLeft_takesNothing(RedisServer server) {
        RateLimiter limit = redis.rateLimiter("a", new Rate(1, Duration.ofSeconds(1_000), 10));
        assertThat(limit.peek()).isEqualTo(new RateLimiter.Decision(Optional.empty(), Duration.ZERO, 10));
        assertThat(server.command("EXISTS", limitKey(server, "a") + ":1/PT16M40S/10"))
                .isEqualTo(0L);
        limit.acquire(8);
        RateLimiter.Decision denied = limit.peek(3);
        assertThat(denied.blockedBy()).contains("a");
        assertThat(denied.remaining()).isEqualTo(2);
        assertThat(denied.retryAfter()).isBetween(Duration.ofSeconds(990), Duration.ofSeconds(1_000));
        assertThat(limit.tryAcquire(2).remaining()).isZero();
        assertThatThrownBy(() -> limit.peek(11)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void peek_replyLost_isSentAgain(RedisServer server, FaultProxy proxy) {
        try (DkRedis proxied = ContractClient.connect(server, proxy)) {
            RateLimiter limit = proxied.rateLimiter("a", new Rate(1, Duration.ofSeconds(1_000), 10));
            limit.acquire();
            proxy.onNext("EVALSHA").dropReply();
            assertThat(limit.peek().remaining()).isEqualTo(9);
        }
    }

    // ---- waiting for permits

    /**
     * Planted once: permits that may be used as soon as they are reserved. Half a second's permits were used at once.
     */
    @Test
    void acquire_threadsOfTwoClients_getTheFullRateAndNeverMore(RedisServer server) throws Exception {
        Rate rate = Rate.of(200, Duration.ofSeconds(1)).withBurst(5);
        long first = micros(server);
        List<Actor<List<Long>>> actors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RateLimiter limit = (i % 2 == 0 ? redis : other).rateLimiter("a", rate);
            actors.add(Actor.start(() -> {
                List<Long> used = new ArrayList<>();
                for (int n = 0; n < 20; n++) {
                    limit.acquire();
                    used.add(micros(server) - first);
                }
                return used;
            }));
        }
        List<Long> used = new ArrayList<>();
        for (Actor<List<Long>> actor : actors) {
            used.addAll(actor.get());
        }
        Collections.sort(used);
        for (int i = 0; i < used.size(); i++) { // each was used after it was allowed
            assertThat(used.get(i)).as("permit %d", i).isGreaterThanOrEqualTo((i - 5) * 5_000L);
        }
        assertThat(used).hasSize(160);
    }

    @Test
    void tryAcquire_permitsComeTooLate_isDeniedAtOnceAndTakesNothing() {
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofSeconds(1_000)));
        limit.acquire();
        RateLimiter.Decision denied = limit.tryAcquire(Duration.ofSeconds(990));
        assertThat(denied.blockedBy()).contains("a");
        assertThat(denied.retryAfter()).isGreaterThan(Duration.ofSeconds(990));
        assertThat(limit.tryAcquire(Duration.ZERO).isAllowed()).isFalse();
        assertThatThrownBy(() -> limit.timeout(Duration.ofSeconds(900)).acquire())
                .isInstanceOf(RateLimitedException.class);
        for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofDays(367))) {
            assertThatThrownBy(() -> limit.tryAcquire(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> limit.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Planted once: waiting callers that ask for each permit by itself. It took hundreds of scripts. */
    @Test
    void acquire_longWait_asksSeldom(RedisServer server) {
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofMillis(1_500)));
        long first = micros(server);
        limit.acquire();
        server.resetStats();
        limit.acquire();
        assertThat(micros(server) - first).isGreaterThanOrEqualTo(1_500_000);
        assertThat(server.calls("evalsha")).isLessThanOrEqualTo(3);
    }

    @Test
    void acquire_interruptedWhileItWaits_throwsAndTakesNothingAhead() throws Exception {
        RateLimiter limit = redis.rateLimiter("a", new Rate(1, Duration.ofSeconds(20), 2));
        limit.acquire(2);
        Actor<RateLimiter.Decision> waiting = Actor.start(() -> limit.tryAcquire(Duration.ofSeconds(60)));
        waiting.awaitInside("FutureOperation");
        waiting.thread().interrupt();
        assertThatThrownBy(waiting::get).isInstanceOf(OperationInterruptedException.class);
        assertThat(limit.peek().retryAfter()).isLessThan(Duration.ofSeconds(20)); // no caller has reserved the next one

        CompletableFuture<RateLimiter.Decision> stage =
                limit.async().tryAcquire(Duration.ofSeconds(60)).toCompletableFuture();
        assertThat(stage.cancel(false)).isTrue();
        assertThat(limit.peek().retryAfter()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void asyncAcquire_burstUsed_completesLater(RedisServer server) throws Exception {
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofMillis(700)));
        long first = micros(server);
        limit.async().acquire().toCompletableFuture().get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS);
        limit.async().acquire().toCompletableFuture().get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(micros(server) - first).isGreaterThan(690_000);
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
        server.command("SET", limitKey(server, "a") + ":10/PT1S/10", "9000000000000000", "PX", "100000000");
        RateLimiter limit = redis.rateLimiter("a", Rate.of(10, Duration.ofSeconds(1)));
        assertThat(limit.tryAcquire().retryAfter()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void rateLimit_replyLost_throwsOutcomeUnknownAndTakesOnce(RedisServer server, FaultProxy proxy) {
        try (DkRedis proxied = ContractClient.connect(server, proxy)) {
            RateLimiter limit = proxied.rateLimiter("a", new Rate(1, Duration.ofSeconds(1_000), 10));
            limit.acquire();
            proxy.onNext("EVALSHA").dropReply();
            assertThatThrownBy(limit::acquire).isInstanceOf(OutcomeUnknownException.class);
            assertThat(limit.tryAcquire().remaining()).isEqualTo(7);
        }
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

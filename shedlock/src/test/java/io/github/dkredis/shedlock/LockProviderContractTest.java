package io.github.dkredis.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ShedLock promises of a lock provider, with two nodes. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LockProviderContractTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final String KEY = "dkredis:mutex:shedlock:job";

    private DkRedis redis;
    private DkRedis other;
    private ExtensibleLockProvider here;
    private ExtensibleLockProvider there;

    @BeforeEach
    void connect(RedisServer server) {
        redis = Clients.connect(server);
        other = Clients.connect(server);
        here = new DkRedisLockProvider(redis);
        there = new DkRedisLockProvider(other);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private static LockConfiguration job(Duration lockAtMostFor, Duration lockAtLeastFor) {
        return new LockConfiguration(Instant.now(), "job", lockAtMostFor, lockAtLeastFor);
    }

    private static LockConfiguration job() {
        return job(MOST, Duration.ZERO);
    }

    private static long ttlMillis(RedisServer server) {
        return (Long) server.command("PTTL", KEY);
    }

    /** Waits until the TTL that a script has set is in Redis: its reply is not waited for. */
    private static void awaitTtlOfAtMost(long millis, RedisServer server) {
        Await.until(() -> ttlMillis(server) <= millis, LIMIT, () -> "the TTL is " + ttlMillis(server));
    }

    // ---- exclusion

    @Test
    void lock_free_isAcquiredAndFreeAgainAfterUnlock(RedisServer server) {
        SimpleLock lock = here.lock(job()).orElseThrow();
        assertThat(ttlMillis(server)).isBetween(500_000L, MOST.toMillis());

        lock.unlock();

        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void lock_heldHereOrThere_isEmpty() {
        SimpleLock lock = here.lock(job()).orElseThrow();

        assertThat(here.lock(job())).isEmpty();
        assertThat(there.lock(job())).isEmpty();

        lock.unlock();
        there.lock(job()).orElseThrow().unlock();
    }

    @Test
    void lock_otherName_isIndependent() {
        SimpleLock lock = here.lock(job()).orElseThrow();
        SimpleLock second = there.lock(new LockConfiguration(Instant.now(), "other", MOST, Duration.ZERO))
                .orElseThrow();
        lock.unlock();
        second.unlock();
    }

    /** Planted once: an unlock that does not wait for Redis. The other node found the lock taken. */
    @Test
    void lock_rightAfterUnlockElsewhere_isAcquired() {
        for (int i = 0; i < 50; i++) {
            ExtensibleLockProvider first = i % 2 == 0 ? here : there;
            ExtensibleLockProvider second = i % 2 == 0 ? there : here;
            SimpleLock lock = first.lock(job()).orElseThrow();
            assertThat(second.lock(job())).isEmpty();
            lock.unlock();
            second.lock(job()).orElseThrow().unlock();
        }
    }

    @Test
    void lock_manyThreadsOfTwoNodes_oneRunsAtATime() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ExtensibleLockProvider provider = i % 2 == 0 ? here : there;
            jobs.add(threads.submit(() -> {
                begin.await();
                for (int done = 0; done < 20; ) {
                    Optional<SimpleLock> lock = provider.lock(job());
                    if (lock.isPresent()) {
                        assertThat(running.incrementAndGet()).isOne();
                        runs.incrementAndGet();
                        running.decrementAndGet();
                        lock.get().unlock();
                        done++;
                    }
                }
                return null;
            }));
        }

        begin.countDown();
        for (Future<?> each : jobs) {
            each.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
        threads.shutdownNow();

        assertThat(runs).hasValue(160);
        assertThat(threads.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    // ---- lockAtMostFor

    @Test
    void lockAtMostFor_holderNeverUnlocks_isFreeAfterwards() {
        SimpleLock lost = here.lock(job(Duration.ofMillis(100), Duration.ZERO)).orElseThrow();

        Await.until(() -> lockedAndUnlockedThere(), LIMIT);

        lost.unlock(); // does nothing
    }

    private boolean lockedAndUnlockedThere() {
        Optional<SimpleLock> lock = there.lock(job());
        lock.ifPresent(SimpleLock::unlock);
        return lock.isPresent();
    }

    /** Planted once: an unlock that releases by force, whoever holds the lock. The key was gone. */
    @Test
    void unlock_afterExpiry_doesNotTouchTheLockOfAnotherNode(RedisServer server) {
        SimpleLock expired =
                here.lock(job(Duration.ofMillis(50), Duration.ZERO)).orElseThrow();
        Await.until(() -> server.command("EXISTS", KEY).equals(0L), LIMIT);
        SimpleLock next = there.lock(job()).orElseThrow();

        expired.unlock();

        redis.ping(); // its reply follows that of whatever unlock() has sent
        assertThat(ttlMillis(server)).isBetween(500_000L, MOST.toMillis());
        assertThat(here.lock(job())).isEmpty();
        next.unlock();
    }

    @Test
    void unlock_keyTakenByAnotherNodeMeanwhile_leavesItAlone(RedisServer server) {
        SimpleLock lost = here.lock(job()).orElseThrow();
        server.command("DEL", KEY); // as a server that has lost its data
        SimpleLock next =
                there.lock(job(Duration.ofSeconds(100), Duration.ZERO)).orElseThrow();

        lost.unlock();

        assertThat(ttlMillis(server)).isBetween(1L, 100_000L);
        next.unlock();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    // ---- lockAtLeastFor

    @Test
    void lockAtLeastFor_unlockedEarly_staysTakenForThatTime(RedisServer server) {
        here.lock(job(MOST, Duration.ofMinutes(5))).orElseThrow().unlock();

        assertThat(here.lock(job())).isEmpty();
        assertThat(there.lock(job())).isEmpty();
        awaitTtlOfAtMost(300_000, server);
        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
    }

    @Test
    void lockAtLeastFor_isOver_isFree() {
        here.lock(job(MOST, Duration.ofMillis(100))).orElseThrow().unlock();

        Await.until(this::lockedAndUnlockedThere, LIMIT);
    }

    @Test
    void lockAtLeastFor_unlockedLater_isFreeAtOnce(RedisServer server) {
        SimpleLock lock = here.lock(job(MOST, Duration.ofNanos(1))).orElseThrow();

        lock.unlock();

        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    // ---- extension

    @Test
    void extend_held_lastsForTheNewTime(RedisServer server) {
        SimpleLock lock = here.lock(job(Duration.ofSeconds(100), Duration.ZERO)).orElseThrow();

        SimpleLock extended = lock.extend(MOST, Duration.ZERO).orElseThrow();

        assertThat(ttlMillis(server)).isBetween(500_000L, MOST.toMillis());
        assertThat(there.lock(job())).isEmpty();
        extended.unlock();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void extend_toAShorterTime_isFreeAfterwards() {
        SimpleLock lock = here.lock(job()).orElseThrow();

        SimpleLock extended = lock.extend(Duration.ofMillis(100), Duration.ZERO).orElseThrow();
        Await.until(this::lockedAndUnlockedThere, LIMIT);

        extended.unlock(); // does nothing
    }

    @Test
    void extend_withLockAtLeastFor_staysTakenForThatTimeAfterUnlock(RedisServer server) {
        SimpleLock lock = here.lock(job()).orElseThrow();

        lock.extend(MOST, Duration.ofMinutes(5)).orElseThrow().unlock();

        awaitTtlOfAtMost(300_000, server);
        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
        assertThat(there.lock(job())).isEmpty();
    }

    @Test
    void extend_lockAtLeastForOfBefore_isReplaced(RedisServer server) {
        SimpleLock lock = here.lock(job(MOST, Duration.ofMinutes(5))).orElseThrow();

        lock.extend(MOST, Duration.ZERO).orElseThrow().unlock();

        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void extend_twice_isRefusedForTheSameLockOnly(RedisServer server) {
        SimpleLock lock = here.lock(job()).orElseThrow();
        SimpleLock extended = lock.extend(MOST, Duration.ZERO).orElseThrow();

        assertThatThrownBy(() -> lock.extend(MOST, Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalStateException.class);

        assertThat(server.command("EXISTS", KEY)).isEqualTo(1L);
        extended.extend(MOST, Duration.ZERO).orElseThrow().unlock();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void extend_unlocked_isRefused() {
        SimpleLock lock = here.lock(job()).orElseThrow();
        lock.unlock();

        assertThatThrownBy(() -> lock.extend(MOST, Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void extend_expired_isEmptyAndTakesNothing(RedisServer server) {
        SimpleLock expired = here.lock(job(Duration.ofMillis(1), Duration.ZERO)).orElseThrow();
        Await.until(() -> server.command("EXISTS", KEY).equals(0L), LIMIT);

        assertThat(expired.extend(MOST, Duration.ZERO)).isEmpty();

        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    /** Planted once: an extension that sets the TTL without looking at the owner. */
    @Test
    void extend_keyOfAnotherNodeByNow_isEmptyAndLeavesItAlone(RedisServer server) {
        SimpleLock lost = here.lock(job()).orElseThrow();
        server.command("DEL", KEY);
        SimpleLock next =
                there.lock(job(Duration.ofSeconds(100), Duration.ZERO)).orElseThrow();

        assertThat(lost.extend(MOST, Duration.ZERO)).isEmpty();

        assertThat(ttlMillis(server)).isBetween(1L, 100_000L);
        next.unlock();
    }

    // ---- around it

    @Test
    void lock_ofAJob_hasANameOfItsOwnAmongTheMutexes() {
        SimpleLock lock = here.lock(job()).orElseThrow();

        assertThat(redis.mutex("job").tryAcquire()).hasValueSatisfying(Lease::close);
        assertThat(redis.locks().get("shedlock:job")).isPresent();
        assertThat(new DkRedisLockProvider(other, "").lock(job())).hasValueSatisfying(SimpleLock::unlock);
        lock.unlock();
    }

    @Test
    void lock_clientWithAKeyPrefix_isApart(RedisServer server) {
        try (DkRedis prefixed =
                DkRedis.builder().uri(server.uri().toString()).keyPrefix("app:").connect()) {
            SimpleLock lock = here.lock(job()).orElseThrow();
            SimpleLock apart = new DkRedisLockProvider(prefixed).lock(job()).orElseThrow();

            assertThat(server.command("EXISTS", "app:" + KEY)).isEqualTo(1L);

            apart.unlock();
            lock.unlock();
        }
    }

    @Test
    void lock_withoutATime_isRefused(RedisServer server) {
        assertThatThrownBy(() -> here.lock(job(Duration.ZERO, Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lease");
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void unlock_interruptedThread_releasesAndKeepsTheInterrupt(RedisServer server) {
        SimpleLock lock = here.lock(job()).orElseThrow();

        Thread.currentThread().interrupt();
        try {
            lock.unlock();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        Await.until(() -> server.command("EXISTS", KEY).equals(0L), LIMIT);
    }

    @Test
    void lock_redisIsAway_throws(RedisServer server) {
        try (DkRedis impatient = DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(Duration.ofSeconds(1))
                .connect()) {
            server.kill();

            assertThatThrownBy(() -> new DkRedisLockProvider(impatient).lock(job()))
                    .isInstanceOf(RedisUnavailableException.class);
        }
    }
}

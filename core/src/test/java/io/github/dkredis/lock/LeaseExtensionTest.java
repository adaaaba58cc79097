package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases that are given another length, and locks that stay taken for a time after their lease was ended. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LeaseExtensionTest {

    private static final String KEY = "dkredis:mutex:a";

    private DkRedis redis;
    private DkRedis other;
    private Mutex mutex;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
        other = DkRedis.connect(server.uri().toString());
        mutex = redis.mutex("a");
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private static long ttlMillis(RedisServer server) {
        return (Long) server.command("PTTL", KEY);
    }

    // ---- another length

    @Test
    void renew_toALongerLength_lastsThatLong(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofSeconds(100)).acquire();

        lease.renew(Duration.ofMinutes(10));

        assertThat(ttlMillis(server)).isBetween(500_000L, 600_000L);
        assertThat(lease.remaining()).isBetween(Duration.ofSeconds(500), Duration.ofMinutes(10));
        assertThat(lease.release()).isTrue();
        assertThat(other.mutex("a").tryAcquire()).hasValueSatisfying(Lease::release);
    }

    @Test
    void renew_withoutBlocking_lastsThatLong(RedisServer server) throws Exception {
        Lease lease = mutex.lease(Duration.ofSeconds(100)).acquire();

        lease.async()
                .renew(Duration.ofMinutes(10))
                .toCompletableFuture()
                .get(Actor.LIMIT.toMillis(), TimeUnit.MILLISECONDS);

        assertThat(ttlMillis(server)).isBetween(500_000L, 600_000L);
        assertThat(lease.release()).isTrue();
    }

    /** Planted once: a renewal that leaves the lease's former end. The other client waited for ten minutes. */
    @Test
    void renew_toAShorterLength_endsAtThatTime() {
        Lease lease = mutex.lease(Duration.ofMinutes(10)).acquire();

        lease.renew(Duration.ofMillis(200));
        Lease next = other.mutex("a").timeout(Actor.LIMIT).acquire();

        assertThat(lease.isHeld()).isFalse();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        assertThat(lease.release()).isFalse();
        WaitingActors.release(next);
    }

    @Test
    void renew_leaseThatIsRenewedAutomatically_goesOnBeingRenewed(RedisServer server) throws Exception {
        Attempts.untilOneSucceeds("the lease is renewed again and again", () -> isRenewedAgain(server));
    }

    private boolean isRenewedAgain(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofMillis(600)).renewed().acquire();
        try {
            lease.renew(Duration.ofMillis(900));
        } catch (LeaseLostException e) { // the machine has paused
            return false;
        }
        server.resetStats();
        Await.until(() -> server.calls("pexpire") >= 2 || !lease.isHeld(), Actor.LIMIT, () -> "the key is not renewed");
        return lease.release();
    }

    @Test
    void renew_keyOfAnotherClientByNow_throwsAndLeavesItAlone(RedisServer server) {
        Lease lost = mutex.lease(Duration.ofMinutes(10)).acquire();
        server.command("DEL", KEY);
        Lease next = other.mutex("a").lease(Duration.ofSeconds(100)).acquire();

        assertThatThrownBy(() -> lost.renew(Duration.ofMinutes(10))).isInstanceOf(LeaseLostException.class);

        assertThat(lost.isHeld()).isFalse();
        assertThat(ttlMillis(server)).isLessThanOrEqualTo(100_000L);
        assertThat(next.release()).isTrue();
        assertThatThrownBy(() -> lost.renew(Duration.ofMinutes(10))).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void renewAndReleaseAfter_outOfBounds_areRefused() {
        Lease lease = mutex.acquire();
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(367)}) {
            assertThatThrownBy(() -> lease.renew(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> lease.releaseAfter(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(lease.release()).isTrue();
    }

    // ---- a lock that stays taken

    @Test
    void releaseAfter_shorterThanTheLease_lockStaysTakenForThatTime(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofMinutes(10)).acquire();

        assertThat(lease.releaseAfter(Duration.ofMinutes(5))).isTrue();

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.release()).isFalse();
        assertThat(mutex.tryAcquire()).isEmpty();
        assertThat(other.mutex("a").tryAcquire()).isEmpty();
        Await.until(() -> ttlMillis(server) <= 300_000, Actor.LIMIT, () -> "the TTL is " + ttlMillis(server));
        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
    }

    @Test
    void releaseAfter_longerThanTheLease_lockStaysTakenForThatTime(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofSeconds(100)).acquire();

        assertThat(lease.releaseAfter(Duration.ofMinutes(5))).isTrue();

        Await.until(() -> ttlMillis(server) > 200_000, Actor.LIMIT, () -> "the TTL is " + ttlMillis(server));
        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
        assertThat(mutex.tryAcquire()).isEmpty();
    }

    @Test
    void releaseAfter_lockAtLeastIsLonger_lockStaysTakenForThat(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofMinutes(10))
                .lockAtLeast(Duration.ofMinutes(5))
                .acquire();

        assertThat(lease.releaseAfter(Duration.ofSeconds(1))).isTrue();

        Await.until(() -> ttlMillis(server) <= 300_000, Actor.LIMIT, () -> "the TTL is " + ttlMillis(server));
        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
    }

    @Test
    void releaseAfter_clientIsClosed_lockStaysTaken(RedisServer server) {
        mutex.lease(Duration.ofMinutes(10)).acquire().releaseAfter(Duration.ofMinutes(5));

        redis.close();

        assertThat(ttlMillis(server)).isBetween(200_000L, 300_000L);
    }

    @Test
    void releaseAfter_lostLease_answersFalseAndKeepsNothing(RedisServer server) {
        Lease lost = mutex.lease(Duration.ofMillis(20)).acquire();
        Await.until(() -> !lost.isHeld(), Actor.LIMIT);
        Lease next = other.mutex("a")
                .timeout(Actor.LIMIT)
                .lease(Duration.ofSeconds(100))
                .acquire();

        assertThat(lost.releaseAfter(Duration.ofMinutes(10))).isFalse();
        redis.ping(); // its reply follows that of whatever was sent

        assertThat(ttlMillis(server)).isBetween(1L, 100_000L);
        assertThat(next.release()).isTrue();
    }
}

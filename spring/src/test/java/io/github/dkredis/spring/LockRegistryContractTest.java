package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.util.CheckedCallable;

/** What Spring Integration expects of the locks of a registry, with two instances. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LockRegistryContractTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KEY = "dkredis:mutex:spring:orders";

    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();
    private DkRedis redis;
    private DkRedis other;
    private DkRedisLockRegistry here;
    private DkRedisLockRegistry there;

    @BeforeEach
    void connect(RedisServer server) {
        redis = Clients.connect(server);
        other = Clients.connect(server);
        here = new DkRedisLockRegistry(redis);
        there = new DkRedisLockRegistry(other);
    }

    @AfterEach
    void close() throws InterruptedException {
        otherThread.shutdownNow();
        assertThat(otherThread.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        redis.close();
        other.close();
    }

    private <T> T onOtherThread(Callable<T> task) throws Exception {
        return otherThread.submit(task).get(60, TimeUnit.SECONDS);
    }

    // ---- exclusion

    @Test
    void lock_heldHere_isTakenForOtherThreadsAndInstances() throws Exception {
        here.obtain("orders").lock();

        assertThat(onOtherThread(() -> here.obtain("orders").tryLock())).isFalse();
        assertThat(onOtherThread(() -> there.obtain("orders").tryLock())).isFalse();
        assertThat(there.obtain("orders").tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(there.obtain("other").tryLock()).isTrue();

        there.obtain("other").unlock();
        here.obtain("orders").unlock();
        assertThat(there.obtain("orders").tryLock(60, TimeUnit.SECONDS)).isTrue();
        there.obtain("orders").unlock();
    }

    @Test
    void tryLock_unlockedElsewhereMeanwhile_isAcquired() throws Exception {
        there.obtain("orders").lock();
        Future<Boolean> waiting = otherThread.submit(() -> {
            boolean acquired = here.obtain("orders").tryLock(60, TimeUnit.SECONDS);
            here.obtain("orders").unlock();
            return acquired;
        });
        Await.until(() -> other.locks().get("spring:orders").orElseThrow().waitingClients() > 0, LIMIT);

        there.obtain("orders").unlock();

        assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    }

    // ---- the owner is a thread

    /**
     * Planted once: waiting threads that try again and again. The order was another one. An instance that is stopped
     * when its turn comes, and does not confirm the lock within half a second, loses its place; then its key expires.
     */
    @Test
    void lock_instancesThatWait_comeInTheirOrder(RedisServer server) throws Exception {
        long expired;
        List<Integer> order;
        do {
            expired = expiredKeys(server);
            order = orderOfFourInstances(server);
        } while (expiredKeys(server) > expired);

        assertThat(order).containsExactly(0, 1, 2, 3);
    }

    private static long expiredKeys(RedisServer server) {
        return String.valueOf(server.command("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("expired_keys:"))
                .mapToLong(line -> Long.parseLong(line.substring("expired_keys:".length())))
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> orderOfFourInstances(RedisServer server) throws InterruptedException {
        Lock held = here.obtain("orders");
        held.lock();
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        List<DkRedis> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int place = i;
            DkRedis client = Clients.connect(server);
            clients.add(client);
            Thread waiting = new Thread(() -> {
                Lock lock = new DkRedisLockRegistry(client).obtain("orders");
                lock.lock();
                order.add(place);
                lock.unlock();
            });
            threads.add(waiting);
            waiting.start();
            Await.until(() -> redis.locks().get("spring:orders").orElseThrow().waitingClients() == place + 1, LIMIT);
        }

        held.unlock();

        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
        }
        clients.forEach(DkRedis::close);
        return List.copyOf(order);
    }

    @Test
    void lock_sameThreadAndAnyObject_isReentrant(RedisServer server) throws Exception {
        here.obtain("orders").lock();
        assertThat(here.obtain("orders").tryLock()).isTrue();
        assertThat(here.obtain("orders").tryLock(1, TimeUnit.SECONDS)).isTrue();
        here.obtain("orders").unlock();
        here.obtain("orders").unlock();

        assertThat(onOtherThread(() -> there.obtain("orders").tryLock())).isFalse();
        here.obtain("orders").unlock();
        Await.until(() -> server.command("EXISTS", KEY).equals(0L), LIMIT);
    }

    @Test
    void unlock_byAStranger_throwsAndTheLockStaysHeld() throws Exception {
        here.obtain("orders").lock();

        assertThatThrownBy(() -> onOtherThread(() -> {
                    here.obtain("orders").unlock();
                    return null;
                }))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> there.obtain("orders").unlock()).isInstanceOf(IllegalMonitorStateException.class);

        assertThat(there.obtain("orders").tryLock()).isFalse();
        here.obtain("orders").unlock();
        assertThatThrownBy(() -> here.obtain("orders").unlock()).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void lock_waitingThreadIsInterrupted_leavesWithoutTheLock() throws Exception {
        there.obtain("orders").lock();
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        Future<Class<?>> result = otherThread.submit(() -> {
            waiter.complete(Thread.currentThread());
            try {
                here.obtain("orders").lockInterruptibly();
                return Void.class;
            } catch (InterruptedException e) {
                return Thread.currentThread().isInterrupted() ? Thread.class : InterruptedException.class;
            }
        });
        Await.until(() -> other.locks().get("spring:orders").orElseThrow().waitingClients() > 0, LIMIT);

        waiter.get(60, TimeUnit.SECONDS).interrupt();

        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(InterruptedException.class);
        there.obtain("orders").unlock();
        assertThat(there.obtain("orders").tryLock(60, TimeUnit.SECONDS)).isTrue();
        there.obtain("orders").unlock();
    }

    @Test
    void newCondition_isRefused() {
        assertThatThrownBy(() -> here.obtain("orders").newCondition())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    // ---- the lease

    @Test
    void unlock_afterALoss_saysSoAndTheThreadCanLockAgain() {
        here.obtain("orders").lock();
        other.locks().forceRelease("spring:orders");
        Await.until(
                () -> redis.mutex("spring:orders")
                        .leaseOfCurrentThread()
                        .filter(lease -> lease.isHeld())
                        .isEmpty(),
                LIMIT);

        assertThatThrownBy(() -> here.obtain("orders").tryLock()).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> here.obtain("orders").unlock())
                .isInstanceOf(ConcurrentModificationException.class)
                .hasCauseInstanceOf(LeaseLostException.class);

        here.obtain("orders").lock();
        here.obtain("orders").unlock();
    }

    @Test
    void lockWithTtl_endsUnlessItIsRenewed(RedisServer server) throws Exception {
        here.obtain("orders").lock(Duration.ofMinutes(10));
        assertThat((Long) server.command("PTTL", KEY)).isBetween(500_000L, 600_000L);

        here.renewLock("orders", Duration.ofMinutes(20));
        assertThat((Long) server.command("PTTL", KEY)).isBetween(1_000_000L, 1_200_000L);
        here.obtain("orders").unlock();

        assertThat(there.obtain("orders").tryLock(Duration.ofSeconds(60), Duration.ofMillis(1)))
                .isTrue();
        assertThat(onOtherThread(() -> here.obtain("orders").tryLock(60, TimeUnit.SECONDS)))
                .isTrue();
        assertThatThrownBy(() -> there.obtain("orders").unlock()).isInstanceOf(ConcurrentModificationException.class);
        onOtherThread(() -> {
            here.obtain("orders").unlock();
            return true;
        });
    }

    @Test
    void renewLock_notHeldOrLost_isRefused() {
        assertThatThrownBy(() -> here.renewLock("orders")).isInstanceOf(IllegalStateException.class);
        here.obtain("orders").lock();
        here.renewLock("orders");
        other.locks().forceRelease("spring:orders");

        assertThatThrownBy(() -> here.renewLock("orders")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> here.obtain("orders").unlock()).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void withLease_sets_whatACrashCosts(RedisServer server) {
        DkRedisLockRegistry registry = here.withPrefix("app:").withLease(Duration.ofMinutes(10));
        registry.obtain("orders").lock();

        assertThat((Long) server.command("PTTL", "dkredis:mutex:app:orders")).isBetween(500_000L, 600_000L);
        registry.obtain("orders").unlock();
        assertThatThrownBy(() -> here.withLease(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- keys

    @Test
    void obtain_differentKeys_areDifferentLocks() {
        List<Object> keys =
                List.of("1", 1, 1L, 'a', "a", true, new UUID(1, 2), "{a}", "%7Ba%7D", "a\nb", Thread.State.NEW);
        keys.forEach(key -> here.obtain(key).lock());

        assertThat(redis.locks().list()).hasSameSizeAs(keys);
        keys.forEach(key -> here.obtain(key).unlock());
        assertThatThrownBy(() -> here.obtain(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- as Spring Integration uses it

    @Test
    @SuppressWarnings("unchecked") // from version 7 on the interface is generic, and the registry implements it raw
    void executeLocked_default_runsUnderTheLock() throws Throwable {
        CheckedCallable<Boolean, Exception> task =
                () -> onOtherThread(() -> !there.obtain("orders").tryLock());

        Object taken = here.executeLocked("orders", task);

        assertThat(taken).isEqualTo(true);
        assertThat(there.obtain("orders").tryLock(60, TimeUnit.SECONDS)).isTrue();
        there.obtain("orders").unlock();
    }

    @Test
    void leaderInitiator_lockIsReleasedByForce_revokesTheLeader() throws Exception {
        CountDownLatch granted = new CountDownLatch(1);
        CountDownLatch revoked = new CountDownLatch(1);
        DefaultCandidate candidate = new DefaultCandidate("me", "leader") {
            @Override
            public void onGranted(Context context) {
                granted.countDown();
            }

            @Override
            public void onRevoked(Context context) {
                revoked.countDown();
            }
        };
        LockRegistryLeaderInitiator initiator = new LockRegistryLeaderInitiator(here, candidate);
        initiator.setHeartBeatMillis(10);
        initiator.setBusyWaitMillis(10);
        initiator.start();
        try {
            assertThat(granted.await(60, TimeUnit.SECONDS)).isTrue();
            other.locks().forceRelease("spring:leader");
            assertThat(revoked.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            initiator.destroy();
        }
    }
}

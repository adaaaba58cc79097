package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@code java.util.concurrent.locks.Lock}, kept by {@link Mutex#asLock()}. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class JdkLockContractTest {

    private static final String KEY = "dkredis:mutex:a";

    private DkRedis redis;
    private Lock lock;

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        lock = redis.mutex("a").asLock();
    }

    @AfterEach
    void close() {
        LockFactory locks = redis.mutex("a").locks();
        Await.until(() -> locks.mutexes().size() == 0, Actor.LIMIT);
        assertThat(locks.holdCounts().size()).isZero();
        redis.close();
    }

    @Test
    void lock_againByTheSameThreadThroughAnotherObject_isReentrant(RedisServer server) {
        lock.lock();
        redis.mutex("a").asLock().lock();
        assertThat(redis.mutex("a").lease(Duration.ofSeconds(5)).asLock().tryLock())
                .isTrue();
        lock.unlock();
        lock.unlock();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(1L);
        redis.mutex("a").asLock().unlock();
        Await.until(() -> server.command("EXISTS", KEY).equals(0L), Actor.LIMIT);
    }

    @Test
    void tryLock_heldByAnotherThread_returnsFalse() throws Exception {
        lock.lock();
        assertThat(Actor.start(lock::tryLock).get()).isFalse();
        assertThat(Actor.start(() -> lock.tryLock(20, TimeUnit.MILLISECONDS)).get())
                .isFalse();
        assertThat(Actor.start(() -> lock.tryLock(0, TimeUnit.SECONDS)).get()).isFalse();
        assertThat(Actor.start(() -> lock.tryLock(-1, TimeUnit.SECONDS)).get()).isFalse();
        lock.unlock();
        assertThat(Actor.start(() -> {
                            boolean got = lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
                            lock.unlock();
                            return got;
                        })
                        .get())
                .isTrue();
    }

    /** Planted once: a wait that ends with an interrupt. The lock was not held, and unlocking it failed. */
    @Test
    void lock_interruptedWhileWaiting_keepsWaitingAndKeepsTheInterrupt() throws Exception {
        lock.lock();
        Actor<Boolean> waiting = Actor.start(() -> {
            lock.lock();
            boolean interrupted = Thread.interrupted();
            lock.unlock();
            return interrupted;
        });
        WaitingActors.awaitWaiting(waiting);
        waiting.thread().interrupt();
        WaitingActors.awaitWaiting(waiting);
        lock.unlock();
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void lockInterruptiblyAndTimedTryLock_interrupted_throwAndClearTheInterrupt() throws Exception {
        lock.lock();
        Actor<Boolean> first = Actor.start(() -> {
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        Actor<Boolean> second = Actor.start(() -> {
            assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.HOURS)).isInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        WaitingActors.awaitWaiting(first);
        first.thread().interrupt();
        WaitingActors.awaitWaiting(second);
        second.thread().interrupt();
        assertThat(first.get()).isFalse();
        assertThat(second.get()).isFalse();
        lock.unlock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void tryLock_interruptedBefore_locksAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        boolean got = lock.tryLock();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(got).isTrue();
        lock.unlock();
    }

    @Test
    void unlock_byAnotherThreadOrTwice_isRefused() throws Exception {
        lock.lock();
        assertThatThrownBy(() -> Actor.start(() -> {
                            lock.unlock();
                            return true;
                        })
                        .get())
                .isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void unlock_afterALoss_throwsAndTheLockCanBeAcquiredAgain() {
        Lock shortly = redis.mutex("a").lease(Duration.ofMillis(100)).asLock();
        shortly.lock();
        Await.until(() -> redis.mutex("a").tryAcquire().map(Lease::release).orElse(false), Actor.LIMIT);

        assertThatThrownBy(shortly::lock).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(shortly::unlock).isInstanceOf(LeaseLostException.class);

        lock.lock();
        lock.unlock();
    }

    @Test
    void newCondition_isRefused() {
        assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }
}

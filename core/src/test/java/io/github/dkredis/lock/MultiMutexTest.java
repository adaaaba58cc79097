package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several locks at once, in two clients. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class MultiMutexTest {

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        other = ContractClient.connect(server);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private static boolean areFree(RedisServer server) {
        return Long.valueOf(0)
                .equals(server.command("EXISTS", "dkredis:mutex:a", "dkredis:mutex:b", "dkredis:mutex:c"));
    }

    private static void awaitFree(RedisServer server) {
        Await.until(() -> areFree(server), Actor.LIMIT, () -> "a lock is still taken");
    }

    @Test
    void acquire_free_holdsAllWithAFenceEach(RedisServer server) {
        try (MultiLease lease = redis.mutexAll(List.of("b", "a", "b")).acquire()) {
            assertThat(lease.leases()).extracting(Lease::name).containsExactly("a", "b");
            assertThat(lease.isHeld()).isTrue();
            assertThat(lease.remaining()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(30));
            assertThat(lease.fencingToken("b")).isPositive();
            assertThatThrownBy(() -> lease.fencingToken("x")).isInstanceOf(IllegalArgumentException.class);
            assertThat(other.mutex("a").tryAcquire()).isEmpty();
            assertThat(other.mutexAll(List.of("b", "c")).tryAcquire()).isEmpty();
        }
        awaitFree(server);
        assertThat(redis.mutexAll(List.of("a", "b")).acquire().release()).isTrue();
        assertThat(areFree(server)).isTrue();
    }

    /** Planted once: a refusal that gives nothing back. The first lock stayed taken. */
    @Test
    void acquire_lastOneTaken_givesAllBack(RedisServer server) {
        Lease held = other.mutex("c").acquire();
        MultiMutex all = redis.mutexAll(List.of("a", "b", "c"));
        assertThat(all.tryAcquire()).isEmpty();
        assertThat(all.tryAcquire(Duration.ofMillis(50))).isEmpty();
        assertThatThrownBy(() -> all.timeout(Duration.ofMillis(50)).acquire()).isInstanceOf(LockTimeoutException.class);
        held.release();
        awaitFree(server);
    }

    @Test
    void acquire_interruptedWhileItWaitsForTheLast_givesAllBack(RedisServer server) {
        Lease held = other.mutex("c").acquire();
        Actor<MultiLease> waiting =
                Actor.start(() -> redis.mutexAll(List.of("a", "b", "c")).acquire());
        Await.until(
                () -> Long.valueOf(2).equals(server.command("EXISTS", "dkredis:mutex:a", "dkredis:mutex:b")),
                Actor.LIMIT);
        waiting.thread().interrupt();
        assertThatThrownBy(waiting::get).isInstanceOf(OperationInterruptedException.class);
        held.release();
        awaitFree(server);
    }

    @Test
    void asyncAcquire_cancelledAtAnyMoment_givesAllBack(RedisServer server) throws Exception {
        Random random = new Random(17);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<MultiLease> stage =
                    redis.mutexAll(List.of("a", "b", "c")).async().acquire().toCompletableFuture();
            long until = System.nanoTime() + random.nextInt(1_500_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            if (!stage.cancel(false)) {
                stage.join().close();
            }
        }
        awaitFree(server); // but a request of the last cancelled call may still be on its way, hence no tryAcquire
        MultiLease lease = redis.mutexAll(List.of("a", "b"))
                .async()
                .acquire()
                .toCompletableFuture()
                .get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(lease.async().release().toCompletableFuture().get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** Planted once: locks in the order in which they were named. All threads waited for each other. */
    @Test
    void acquire_manyThreadsNameTheLocksInAnyOrder_noneWaitsForEver() throws Exception {
        List<Actor<Boolean>> actors = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            DkRedis client = i % 2 == 0 ? redis : other;
            Random random = new Random(i);
            actors.add(Actor.start(() -> {
                begin.await();
                for (int round = 0; round < 30; round++) {
                    List<String> names = new ArrayList<>(List.of("a", "b", "c"));
                    Collections.shuffle(names, random);
                    try (MultiLease lease = client.mutexAll(names.subList(0, 2)).acquire()) {
                        // a machine that pauses for longer than a claim loses the lease, and not before its deadline
                        assertThat(lease.leases()).allMatch(one -> one.isHeld() || !one.isInTime(System.nanoTime()));
                    }
                }
                return true;
            }));
        }
        begin.countDown();
        for (Actor<Boolean> actor : actors) {
            assertThat(actor.get()).isTrue();
        }
    }

    @Test
    void onLost_oneLeaseLost_isCalledOnceAndNothingIsHeld(RedisServer server) throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        MultiLease lease = redis.mutexAll(List.of("a", "b"))
                .lease(Duration.ofMillis(300))
                .renewed()
                .acquire();
        lease.onLost(() -> told.complete(true));
        server.command("DEL", "dkredis:mutex:b");
        assertThat(told.get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
        assertThat(lease.release()).isFalse();
        awaitFree(server);
    }

    @Test
    void names_invalid_areRefused() {
        assertThatThrownBy(() -> redis.mutexAll(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.mutexAll(List.of("a", ""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.mutexAll(List.of("a")).tryAcquire(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.TaskFailedException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.OneServerOnly;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the mutex without faults. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class MutexContractTest {

    private static final String KEY = "dkredis:mutex:a";

    private String queue;
    private String fence;
    private DkRedis redis;
    private DkRedis other;
    private Mutex mutex;

    @BeforeEach
    void connect(RedisServer server) {
        queue = ContractClient.companion(server, "dkredis:mutex-queue:", KEY);
        fence = ContractClient.companion(server, "dkredis:mutex-fence:", KEY);
        redis = connected(server);
        other = connected(server);
        mutex = redis.mutex("a");
    }

    @AfterEach
    void close(RedisServer server) {
        MutexRegistry registry = mutex.locks().mutexes();
        Await.until(() -> registry.size() == 0, Actor.LIMIT, () -> registry.size() + " entries are left");
        redis.close();
        other.close();
        if (server.isRunning()) {
            assertThat(server.command("EXISTS", queue)).isEqualTo(0L);
        }
        // a request that is given up is given up again a second later, if its connection was lost meanwhile
        Await.until(() -> registry.pendingTimers() == 0, Actor.LIMIT, () -> registry.pendingTimers() + " timers");
    }

    /** A client with an open push connection and loaded scripts, so that each later command is counted once. */
    private static DkRedis connected(RedisServer server) {
        DkRedis client = ContractClient.connect(server);
        Mutex warm = client.mutex("warm");
        warm.acquire().release();
        Await.until(() -> warm.locks().mutexes().isPushOpen(), Actor.LIMIT);
        warm.acquire().release(); // now with the script that queues, which is another one
        return client;
    }

    // ---- a free lock and a taken one

    @OneServerOnly
    @Test
    void acquire_freeLock_sendsOneScriptAndAnotherForTheRelease(RedisServer server) {
        server.resetStats();
        for (int i = 0; i < 100; i++) {
            mutex.acquire().close();
        }
        redis.ping(); // its reply follows that of the last release
        assertThat(server.calls("evalsha")).isEqualTo(200);
        assertThat(server.calls("eval")).isZero();
        assertThat(server.calls("publish")).isZero();
    }

    @Test
    void acquire_takenInThisClient_passesOnWithoutAnyCommand(RedisServer server) throws Exception {
        Lease held = mutex.acquire();
        List<Actor<Lease>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(WaitingActors.waiting(mutex));
        }
        server.resetStats();

        held.close();
        for (Actor<Lease> next : waiting) {
            next.get().close();
        }
        redis.ping();

        assertThat(server.calls("evalsha")).isOne(); // the last caller's release
    }

    /** After a sixth of a second, the new holder renews its claim, which is a script too. */
    @Test
    void release_anotherClientWaits_handsOverByOneScript(RedisServer server) throws Exception {
        Attempts.untilOneSucceeds("one script hands over", () -> isHandedOverByOneScript(server));
    }

    private boolean isHandedOverByOneScript(RedisServer server) throws Exception {
        Lease held = mutex.acquire();
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
        awaitQueue(server, 1);
        server.resetStats();

        held.close();
        Lease next = waiting.get();

        boolean isOneScript = server.calls("evalsha") == 1 && server.calls("publish") == 1;
        assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
        next.release(); // awaited, so that the next attempt begins with a free lock
        return isOneScript;
    }

    @Test
    void acquire_whileHeld_keyHasATtlAndIsRemovedAtTheEnd(RedisServer server) {
        try (Lease lease = mutex.acquire()) {
            assertThat(Double.parseDouble(String.valueOf(server.command("GET", KEY))))
                    .isGreaterThan(9e10);
            assertThat((Long) server.command("PTTL", KEY)).isBetween(10_000L, 30_000L);
            assertThat((Long) server.command("PTTL", fence)).isPositive();
            assertThat(lease.isHeld()).isTrue();
            assertThat(lease.remaining()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(30));
            assertThat(lease.name()).isEqualTo("a");
        }
        redis.ping();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    // ---- order

    @Test
    void acquire_severalWaitInOneClient_firstComeFirstServed() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Lease held = mutex.acquire();
        List<Actor<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            Actor<Integer> actor = Actor.start(() -> {
                mutex.run(() -> order.add(number));
                return number;
            });
            WaitingActors.awaitWaiting(actor);
            waiting.add(actor);
        }

        held.close();
        for (Actor<Integer> actor : waiting) {
            actor.get();
        }

        assertThat(order).hasSize(20).isSorted();
    }

    @Test
    void acquire_severalClientsWait_firstComeFirstServed(RedisServer server) throws Exception {
        List<DkRedis> clients = new ArrayList<>();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Actor<Integer>> waiting = new ArrayList<>();
        Lease held = mutex.acquire();
        for (int i = 0; i < 5; i++) {
            DkRedis client = connected(server);
            clients.add(client);
            int number = i;
            waiting.add(Actor.start(() -> {
                client.mutex("a").run(() -> order.add(number));
                return number;
            }));
            awaitQueue(server, i + 1);
        }

        held.close();
        for (Actor<Integer> actor : waiting) {
            actor.get();
        }
        clients.forEach(DkRedis::close);

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    /** Planted once: a client that passes the lock on without counting. The other client waited for all 300 callers. */
    @Test
    void release_anotherClientWaits_passesWithinTheClientAreBounded(RedisServer server) throws Exception {
        Lease held = mutex.acquire();
        List<Actor<Lease>> local = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            local.add(Actor.start(() -> {
                Lease lease = mutex.acquire();
                lease.close();
                return lease;
            }));
        }
        for (Actor<Lease> actor : local) {
            WaitingActors.awaitWaiting(actor);
        }
        Actor<Lease> remote = WaitingActors.waiting(other.mutex("a"));
        awaitQueue(server, 1);
        // the message follows the entry in the queue
        Await.until(() -> mutex.locks().mutexes().isContended("a"), Actor.LIMIT);

        held.close();

        Lease there = remote.get();
        there.close();
        Set<Long> fences = new HashSet<>();
        for (Actor<Lease> actor : local) {
            fences.add(actor.get().fencingToken());
        }
        // Passes count the fence up; a client that gets the key from Redis afterwards has a block that begins later.
        long passes = 0;
        while (fences.contains(held.fencingToken() + passes + 1)) {
            passes++;
        }
        assertThat(passes).isLessThanOrEqualTo(65);
        assertThat(there.fencingToken()).isGreaterThan(held.fencingToken() + passes);
    }

    /** Planted once: a script that takes a free lock past the queue. The newcomer got it. */
    @Test
    void tryAcquire_freeButAnotherClientWaits_doesNotOvertakeIt(RedisServer server) throws Exception {
        Lease held = mutex.acquire();
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
        awaitQueue(server, 1);
        server.command("DEL", KEY); // free, and no message tells the waiting client

        try (DkRedis third = connected(server)) {
            assertThat(third.mutex("a").tryAcquire()).isEmpty();
        }

        waiting.get().close();
        assertThat(held.release()).isFalse();
    }

    @Test
    void tryAcquire_takenHereOrElsewhere_isEmptyAtOnce(RedisServer server) {
        assertThat(mutex.tryAcquire()).isPresent().hasValueSatisfying(lease -> {
            assertThat(mutex.tryAcquire()).isEmpty();
            assertThat(other.mutex("a").tryAcquire()).isEmpty();
            assertThat(server.command("EXISTS", queue)).isEqualTo(0L);
            lease.close();
        });
        Optional<Lease> again = other.mutex("a").tryAcquire(Actor.LIMIT);
        assertThat(again).isPresent();
        again.get().close();
    }

    // ---- ending the wait

    /** Planted once: a timeout that leaves the token in the queue in Redis. */
    @Test
    void acquire_timeout_throwsAndLeavesNothing(RedisServer server) {
        try (Lease lease = mutex.acquire()) {
            for (DkRedis client : List.of(redis, other)) {
                assertThatThrownBy(() ->
                                client.mutex("a").timeout(Duration.ofMillis(30)).acquire())
                        .isInstanceOf(LockTimeoutException.class)
                        .hasMessageContaining("30 ms")
                        .hasMessageContaining("\"a\"");
                assertThat(client.mutex("a").tryAcquire(Duration.ofMillis(30))).isEmpty();
            }
            // the reply to a request may come after its caller has left
            MutexRegistry registry = other.mutex("a").locks().mutexes();
            Await.until(() -> registry.size() == 0, Actor.LIMIT, () -> registry.size() + " entries are left");
            awaitQueue(server, 0);
            assertThat(lease.isHeld()).isTrue();
        }
    }

    @Test
    void acquire_interruptedWhileWaiting_throwsAndKeepsTheInterrupt(RedisServer server) throws Exception {
        Lease held = mutex.acquire();
        for (DkRedis client : List.of(redis, other)) {
            Actor<Boolean> waiting = Actor.start(() -> {
                assertThatThrownBy(() -> client.mutex("a").acquire()).isInstanceOf(OperationInterruptedException.class);
                return Thread.interrupted();
            });
            WaitingActors.awaitWaiting(waiting);
            waiting.thread().interrupt();
            assertThat(waiting.get()).isTrue();
        }
        awaitQueue(server, 0);
        held.close();
    }

    @Test
    void acquire_interruptedBefore_sendsNothing(RedisServer server) {
        server.resetStats();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(mutex::acquire).isInstanceOf(OperationInterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(server.calls("evalsha")).isZero();
    }

    // ---- leases

    @Test
    void lease_explicit_endsWithoutARenewal(RedisServer server) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = mutex.lease(Duration.ofMillis(300)).acquire().onLost(lost::incrementAndGet);
        // -2 if the key has gone meanwhile
        assertThat((Long) server.command("PTTL", KEY)).isNotEqualTo(-1L).isLessThanOrEqualTo(300L);

        Await.until(() -> lost.get() == 1, Actor.LIMIT);

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThat(lease.release()).isFalse();
        assertThatThrownBy(lease::ensureHeld)
                .isInstanceOfSatisfying(
                        LeaseLostException.class,
                        e -> assertThat(e.fencingToken()).isEqualTo(lease.fencingToken()));
        assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
        Await.until(() -> server.command("EXISTS", KEY).equals(0L), Actor.LIMIT);
        Lease next = other.mutex("a").acquire();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        next.close();
        assertThat(lost).hasValue(1);
    }

    /** Planted once: a key that is released only at the end of its own TTL. The lock stayed taken for ten minutes. */
    @Test
    void lease_explicitPassedOnFromALongerLease_endsAtItsOwnTime(RedisServer server) throws Exception {
        Lease longer = mutex.lease(Duration.ofMinutes(10)).acquire();
        Actor<Lease> waiting = WaitingActors.waiting(mutex.lease(Duration.ofMillis(200)));
        longer.close();
        Lease shorter = waiting.get();
        assertThat(shorter.remaining()).isLessThanOrEqualTo(Duration.ofMillis(200));

        other.mutex("a").timeout(Actor.LIMIT).acquire().close();

        assertThat(shorter.isHeld()).isFalse();
    }

    /** A machine that pauses for longer than the lease loses it, and begins again. */
    @Test
    void lease_default_isRenewedWhileHeld(RedisServer server) throws Exception {
        Attempts.untilOneSucceeds("the lease is renewed in time", () -> {
            Lease lease = mutex.lease(Duration.ofSeconds(3)).renewed().acquire();
            server.resetStats();

            // every second
            Await.until(() -> server.calls("pexpire") >= 3 || !lease.isHeld(), Actor.LIMIT);

            boolean isTaken = (Long) server.command("PTTL", KEY) > 0;
            return lease.release() && isTaken;
        });
    }

    @Test
    void lease_passedOnInsideTheClient_isRenewedAcrossThePasses(RedisServer server) throws Exception {
        Mutex shortly = mutex.lease(Duration.ofSeconds(3)).renewed();
        Attempts.untilOneSucceeds("the lease is renewed in time", () -> {
            Lease first = shortly.acquire();
            Actor<Lease> waiting = WaitingActors.waiting(shortly);
            first.close();
            Lease second = waiting.get();
            server.resetStats();

            Await.until(() -> server.calls("pexpire") >= 1 || !second.isHeld(), Actor.LIMIT);

            return second.release();
        });
    }

    /** Planted once: a claim that is not renewed. The lease was lost after 500 ms. */
    @Test
    void lease_handedOverWithAClaim_isRenewedToItsWholeLength(RedisServer server) throws Exception {
        Attempts.untilOneSucceeds("the claim is renewed in time", () -> {
            Lease held = mutex.acquire();
            Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
            awaitQueue(server, 1);
            held.close();
            Lease next = waiting.get();

            // the lease is longer once the reply to the renewal has arrived
            Await.until(() -> next.remaining().compareTo(Duration.ofSeconds(20)) > 0 || !next.isHeld(), Actor.LIMIT);
            boolean isRenewed = (Long) server.command("PTTL", KEY) > 20_000;
            return next.release() && isRenewed;
        });
    }

    @Test
    void renew_explicitLease_lastsItsWholeTimeFromNow(RedisServer server) {
        Lease lease = mutex.lease(Duration.ofMinutes(10)).acquire();
        server.command("PEXPIRE", KEY, "300000");

        lease.renew();

        assertThat((Long) server.command("PTTL", KEY)).isBetween(500_000L, 600_000L);
        assertThat(lease.remaining()).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(600));
        assertThat(lease.release()).isTrue();
        assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void keepOnClose_close_lockStaysTakenForTheLease(RedisServer server) {
        Mutex keeping = mutex.lease(Duration.ofSeconds(200)).keepOnClose();
        keeping.acquire().close();
        redis.ping();

        assertThat((Long) server.command("PTTL", KEY)).isBetween(100_000L, 200_000L);
        assertThat(mutex.tryAcquire()).isEmpty();
        assertThat(other.mutex("a").tryAcquire()).isEmpty();
        server.command("DEL", KEY);

        assertThat(keeping.acquire().release()).isTrue();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    /** Found by this test: the key kept the TTL of the longer lease before it. */
    @Test
    void keepOnClose_passedOnFromALongerLease_isKeptForItsOwnTime(RedisServer server) throws Exception {
        Lease longer = mutex.lease(Duration.ofMinutes(10)).acquire();
        Actor<Lease> waiting =
                WaitingActors.waiting(mutex.lease(Duration.ofMinutes(5)).keepOnClose());
        longer.close();

        // the reply is not waited for, and the script is sent twice if the server does not know it
        waiting.get().close();

        Await.until(() -> (Long) server.command("PTTL", KEY) <= 300_000, Actor.LIMIT);
        assertThat((Long) server.command("PTTL", KEY)).isBetween(200_000L, 300_000L);
        server.command("DEL", KEY);
    }

    /** Planted once: a kept lock that is not renewed. Its key was gone after the claim's 500 ms. */
    @Test
    void keepOnClose_onAClaim_isKeptForTheWholeLease(RedisServer server) throws Exception {
        Mutex keeping = other.mutex("a").lease(Duration.ofMinutes(10)).keepOnClose();
        Attempts.untilOneSucceeds("the lock is kept before its claim ends", () -> {
            Lease held = mutex.acquire();
            Actor<Lease> waiting = WaitingActors.waiting(keeping);
            awaitQueue(server, 1);
            held.close();

            Lease next = waiting.get();
            next.close();

            Await.until(() -> ttlMillis(server) > 500_000 || ttlMillis(server) < 0, Actor.LIMIT);
            return ttlMillis(server) > 0;
        });
        assertThat(ttlMillis(server)).isBetween(500_000L, 600_000L);
        server.command("DEL", KEY);
    }

    private static long ttlMillis(RedisServer server) {
        return (Long) server.command("PTTL", KEY);
    }

    @Test
    void keepOnClose_callersOfThisClientWait_theyWaitForTheEndOfTheLease(RedisServer server) throws Exception {
        Lease held = mutex.lease(Duration.ofSeconds(1)).keepOnClose().acquire();
        Actor<Lease> waiting = WaitingActors.waiting(mutex);

        held.close();
        Lease next = waiting.get();

        assertThat(next.fencingToken() - held.fencingToken()).isGreaterThan(900_000); // µs of the server's clock
        next.close();
    }

    // ---- the end of a lease

    @Test
    void release_twice_returnsTrueOnce() {
        Lease lease = mutex.acquire();
        assertThat(lease.release()).isTrue();
        assertThat(lease.release()).isFalse();
        lease.close();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void close_twice_doesNotReleaseTheNextLease() throws Exception {
        Lease first = mutex.acquire();
        first.close();
        Lease second = mutex.acquire();
        first.close();
        assertThat(first.release()).isFalse();
        assertThat(second.isHeld()).isTrue();
        assertThat(second.release()).isTrue();
    }

    @Test
    void close_fromAnotherThread_releases(RedisServer server) throws Exception {
        Lease lease = mutex.acquire();
        Actor.start(() -> {
                    lease.close();
                    return lease;
                })
                .get();
        redis.ping();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void release_keyIsGone_returnsFalse(RedisServer server) {
        Lease lease = mutex.acquire();
        server.command("DEL", KEY);
        assertThat(lease.release()).isFalse();
    }

    // ---- run and call

    @Test
    void call_bodyThrows_rethrowsAndReleases(RedisServer server) {
        IOException checked = new IOException("of the body");
        assertThatThrownBy(() -> mutex.call(() -> {
                    server.command("DEL", KEY); // even the loss does not mask the exception
                    throw checked;
                }))
                .isInstanceOf(TaskFailedException.class)
                .cause()
                .isSameAs(checked);
        assertThatThrownBy(() -> mutex.run(() -> {
                    throw checked;
                }))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("\"a\"")
                .cause()
                .isSameAs(checked);
        IllegalStateException unchecked = new IllegalStateException("of the body");
        assertThatThrownBy(() -> mutex.run(() -> {
                    throw unchecked;
                }))
                .isSameAs(unchecked);
        redis.ping();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void run_leaseLostBeforeTheEnd_throws() {
        assertThatThrownBy(() -> mutex.lease(Duration.ofMillis(50))
                        .run(() -> other.mutex("a").acquire().close()))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void call_bodyReturns_returnsItsResult() throws Exception {
        assertThat(mutex.call(() -> 42)).isEqualTo(42);
        assertThat(mutex.<String>call(() -> null)).isNull();
    }

    // ---- closing the client

    @Test
    void acquire_afterClose_isRefused(RedisServer server) {
        redis.close();
        assertThatThrownBy(mutex::acquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> mutex.async().acquire()).isInstanceOf(IllegalStateException.class);
    }

    /** Found by this test: the first lock after closing opened a push connection that was never closed. */
    @Test
    void acquire_firstLockAfterClose_isRefusedAndOpensNoConnection(RedisServer server) {
        DkRedis fresh = ContractClient.connect(server);
        fresh.close();
        assertThatThrownBy(() -> fresh.mutex("a").acquire())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> fresh.fetchLock("a")).isInstanceOf(IllegalStateException.class);
    }

    /** Found by this test: releases without a waiting caller were cut off by the end of the connection. */
    @Test
    void closeOfClient_locksHeldAndWaitedFor_releasesAllAndFailsTheWaitingCallers(RedisServer server) throws Exception {
        List<Lease> held = new ArrayList<>();
        AtomicInteger losses = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            held.add(other.mutex("held-" + i).acquire().onLost(losses::incrementAndGet));
        }
        Lease elsewhere = mutex.acquire();
        Actor<Lease> queued = WaitingActors.waiting(other.mutex("a"));
        Actor<Lease> behind = WaitingActors.waiting(other.mutex("held-1"));
        awaitQueue(server, 1);

        other.close();

        for (Actor<Lease> waiting : List.of(queued, behind)) {
            assertThatThrownBy(waiting::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        assertThat(server.command("KEYS", "dkredis:mutex:held-*")).isEqualTo(List.of());
        assertThat(server.command("EXISTS", queue)).isEqualTo(0L);
        assertThat(held).noneMatch(Lease::isHeld);
        for (Lease lease : held) {
            lease.close();
            assertThat(lease.release()).isFalse();
            lease.onLost(losses::incrementAndGet); // called at once
        }
        Await.until(() -> losses.get() == 100, Actor.LIMIT, () -> losses + " callbacks ran");
        elsewhere.close();
    }

    private void awaitQueue(RedisServer server, long length) {
        Await.until(
                () -> server.command("LLEN", queue).equals(length),
                Actor.LIMIT,
                () -> "length of the queue: " + server.command("LLEN", queue));
    }
}

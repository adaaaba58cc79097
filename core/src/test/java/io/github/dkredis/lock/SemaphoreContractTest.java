package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Semaphores of two clients without faults. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class SemaphoreContractTest {

    private static final Duration LONG = Duration.ofSeconds(20);

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

    private static long queued(RedisServer server) {
        return (Long) server.command(
                "LLEN", ContractClient.companion(server, "dkredis:semaphore-queue:", "dkredis:semaphore:api"));
    }

    /** Starts a caller, and returns once it stands in the queue behind all others. */
    private static Actor<Permit> waiting(RedisServer server, Semaphore semaphore, int permits) {
        long before = queued(server);
        Actor<Permit> actor = Actor.start(() -> semaphore.acquire(permits));
        Await.until(() -> queued(server) > before, Actor.LIMIT, () -> "it does not wait: " + actor.result());
        return actor;
    }

    @Test
    void acquire_permitsLeft_givesSlotsFencesAndALease() {
        try (Permit first = redis.semaphore("api", 2).acquire();
                Permit second = other.semaphore("api", 2).acquire()) {
            assertThat(List.of(first.slot(), second.slot())).containsExactly(0, 1);
            assertThat(first.fencingToken()).isPositive().isLessThan(1L << 53);
            assertThat(first.remaining()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(30));
            assertThat(first.isHeld()).isTrue();
            assertThat(redis.semaphore("api", 2).tryAcquire()).isEmpty();
            assertThat(redis.semaphore("api", 2).tryAcquire(Duration.ofMillis(50)))
                    .isEmpty();
            assertThatThrownBy(() -> redis.semaphore("api", 2)
                            .timeout(Duration.ofMillis(50))
                            .acquire())
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("api");
            assertThat(first).hasToString("Permit[api [0], " + first.fencingToken() + ", HELD]");
        }
    }

    @Test
    void release_thenAcquire_sameSlotWithAGreaterFence() {
        Permit first = redis.semaphore("api", 2).acquire();
        assertThat(first.release()).isTrue();
        assertThat(first.release()).isFalse();
        assertThat(first.isHeld()).isFalse();
        assertThat(first.remaining()).isZero();
        assertThatThrownBy(first::ensureHeld).isInstanceOf(LeaseLostException.class);
        long last = first.fencingToken();
        for (int i = 0; i < 20; i++) {
            try (Permit next = (i % 2 == 0 ? other : redis).semaphore("api", 2).acquire()) {
                assertThat(next.slot()).isEqualTo(first.slot());
                assertThat(next.fencingToken()).isGreaterThan(last);
                last = next.fencingToken();
                assertThat(next.release()).isTrue(); // awaited, since the next caller is another client
            }
        }
    }

    /** Planted once: a release that hands the permit to no caller. The caller waited for its next poll. */
    @Test
    void release_anotherClientWaits_isHandedOverByTheReleasingScript(RedisServer server) throws Exception {
        openPushConnection(other);
        redis.semaphore("warm", 1).acquire().release(); // the server knows the scripts
        Attempts.untilOneSucceeds("one script releases and grants", () -> isHandedOverByOneScript(server));
    }

    private boolean isHandedOverByOneScript(RedisServer server) throws Exception {
        long begin = System.nanoTime();
        Permit held = redis.semaphore("api", 1).acquire();
        Actor<Permit> waiting = waiting(server, other.semaphore("api", 1), 1);
        server.resetStats();

        held.close();

        try (Permit permit = waiting.get()) {
            assertThat(permit.fencingToken()).isGreaterThan(held.fencingToken());
            // the release; after a while a renewal, which is sent twice because the server does not know it
            return server.calls("evalsha") + server.calls("eval") <= 3
                    && System.nanoTime() - begin < LockTiming.MAX_POLL_NANOS;
        }
    }

    /** Planted once: a queue that is served from its end. The first one did not get the permit. */
    @Test
    void release_manyWait_theFirstOneIsServed(RedisServer server) throws Exception {
        List<DkRedis> clients = new ArrayList<>();
        try {
            Permit held = redis.semaphore("api", 1).acquire();
            List<Actor<Permit>> actors = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                DkRedis client = ContractClient.connect(server);
                clients.add(client);
                openPushConnection(client);
                actors.add(waiting(server, client.semaphore("api", 1), 1));
            }
            for (int i = 0; i < 5; i++) { // first come, first served
                held.close();
                held = actors.get(i).get();
                assertThat(held.isHeld()).isTrue();
                assertThat(queued(server)).isEqualTo(4 - i);
            }
            held.close();
        } finally {
            clients.forEach(DkRedis::close);
        }
    }

    @Test
    void acquire_severalPermits_allOrNoneAndInTurn(RedisServer server) throws Exception {
        Semaphore three = redis.semaphore("api", 3);
        Permit one = three.acquire();
        assertThat(three.tryAcquire(3, Duration.ZERO)).isEmpty();
        Actor<Permit> all = waiting(server, other.semaphore("api", 3), 3);
        assertThat(three.tryAcquire()).as("a permit while another caller waits").isEmpty();
        Actor<Permit> behind = waiting(server, other.semaphore("api", 3), 1);

        one.close();

        try (Permit permit = all.get()) {
            assertThat(permit.slots()).containsExactly(0, 1, 2);
            assertThat(behind.result()).isNotDone();
        }
        behind.get().close();
        assertThat(three.tryAcquire(2, Duration.ZERO).orElseThrow().release()).isTrue();
    }

    @Test
    void acquire_manyThreadsOfTwoClients_neverMoreThanThePermits() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Actor<Boolean>> actors = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < 12; i++) {
            Semaphore semaphore = (i % 2 == 0 ? redis : other).semaphore("api", 3);
            actors.add(Actor.start(() -> {
                begin.await();
                for (int round = 0; round < 200; round++) {
                    try (Permit permit = semaphore.acquire()) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        permit.ensureHeld();
                        inside.decrementAndGet();
                    }
                }
                return true;
            }));
        }
        begin.countDown();
        for (Actor<Boolean> actor : actors) {
            assertThat(actor.get()).isTrue();
        }
        assertThat(most.get()).isBetween(1, 3);
        awaitUnused(redis);
        awaitUnused(other);
    }

    private static void awaitUnused(DkRedis client) {
        SemaphoreRegistry registry = client.semaphore("unused", 1).registry();
        Await.until(() -> registry.size() == 0, Actor.LIMIT, () -> registry.size() + " entries are left");
    }

    // ---- the size

    @Test
    void acquire_anotherSizeThanInRedis_isRefusedUntilResized(RedisServer server) {
        Permit held = redis.semaphore("api", 2).acquire();
        for (Semaphore wrong : List.of(redis.semaphore("api", 3), other.semaphore("api", 1))) {
            assertThatIllegalStateException().isThrownBy(wrong::acquire).withMessageContaining("\"api\" has 2 permits");
            assertThatIllegalStateException().isThrownBy(wrong::tryAcquire);
        }
        Semaphore three = redis.semaphore("api", 2).resize(3);
        assertThat(three.permits()).isEqualTo(3);
        try (Permit second = three.acquire();
                Permit third = other.semaphore("api", 3).acquire()) {
            assertThat(List.of(second.slot(), third.slot())).containsExactly(1, 2);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.semaphore("api", 2).acquire());
        held.close();
    }

    @Test
    void resize_smallerWhilePermitsAreHeld_grantsNoneUntilEnoughAreBack() {
        Semaphore four = redis.semaphore("api", 4);
        List<Permit> held = List.of(four.acquire(), four.acquire(), four.acquire(), four.acquire());

        Semaphore two = four.resize(2);

        held.get(0).release();
        held.get(1).release();
        assertThat(held.get(3).isHeld()).isTrue();
        assertThat(two.tryAcquire()).as("a third holder").isEmpty();
        held.get(3).release();
        Permit permit = two.tryAcquire().orElseThrow();
        assertThat(permit.slot()).isZero();
        held.get(2).release();
        Permit next = two.tryAcquire().orElseThrow();
        assertThat(next.slot()).isEqualTo(1);
        assertThat(two.tryAcquire()).isEmpty();
        Permit more = two.resize(3).tryAcquire().orElseThrow();
        assertThat(more.slot()).isEqualTo(2);
        List.of(permit, next, more).forEach(Permit::close);
    }

    @Test
    void resize_larger_servesThoseWhoWait(RedisServer server) throws Exception {
        Permit held = redis.semaphore("api", 1).acquire();
        Actor<Permit> waiting = waiting(server, other.semaphore("api", 1), 1);
        redis.semaphore("api", 1).resize(2);
        waiting.get().close();
        held.close();
    }

    @Test
    void resize_smallerThanACallerWants_failsItAndServesTheNext(RedisServer server) throws Exception {
        openPushConnection(other);
        Permit held = redis.semaphore("api", 3).acquire();
        Actor<Permit> tooMany = waiting(server, other.semaphore("api", 3), 3);
        Semaphore two = redis.semaphore("api", 3).resize(2);
        assertThatIllegalStateException().isThrownBy(tooMany::get).withMessageContaining("has 2 permits");
        two.acquire().close();
        held.close();
    }

    // ---- bad input

    @Test
    void numbersAndTimes_outOfBounds_areRefused() {
        for (int wrong : new int[] {0, -1, 100_001, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> redis.semaphore("api", wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> redis.semaphore("api", 1).resize(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Semaphore three = redis.semaphore("api", 3);
        for (int wrong : new int[] {0, -1, 4}) {
            assertThatThrownBy(() -> three.acquire(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> three.tryAcquire(wrong, LONG)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> three.async().acquire(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofDays(367))) {
            assertThatThrownBy(() -> three.tryAcquire(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> three.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> three.lease(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> redis.semaphore("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.semaphore("a{", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(three.tryAcquire(3, Duration.ZERO).orElseThrow().release()).isTrue();
    }

    @Test
    void acquire_keyOfAnotherType_throws(RedisServer server) {
        server.command("SET", "dkredis:semaphore:api", "x", "EX", "60");
        assertThatThrownBy(() -> redis.semaphore("api", 1).acquire()).isInstanceOf(WrongTypeException.class);
        assertThat(redis.semaphore("api", 1).registry().size()).isZero();
    }

    @Test
    void name_withATag_keepsIt(RedisServer server) {
        try (Permit permit = redis.semaphore("{tag}api", 1).acquire()) {
            assertThat(permit.name()).isEqualTo("{tag}api");
            assertThat(server.command("EXISTS", "dkredis:semaphore-deadlines:{tag}:dkredis:semaphore:{tag}api"))
                    .isEqualTo(1L);
        }
    }

    // ---- callers who leave

    @Test
    void acquire_interrupted_leavesTheQueue(RedisServer server) {
        Permit held = redis.semaphore("api", 1).acquire();
        Actor<Permit> waiting = waiting(server, other.semaphore("api", 1), 1);
        waiting.thread().interrupt();
        assertThatThrownBy(waiting::get).isInstanceOf(OperationInterruptedException.class);
        Await.until(() -> queued(server) == 0, Actor.LIMIT, () -> "it is still in the queue");
        awaitUnused(other);
        held.close();
    }

    @Test
    void acquire_timedOut_leavesTheQueue(RedisServer server) {
        Permit held = redis.semaphore("api", 2).acquire(2);
        assertThat(other.semaphore("api", 2).tryAcquire(2, Duration.ofMillis(100)))
                .isEmpty();
        assertThat(other.semaphore("api", 2).tryAcquire(Duration.ofMillis(100))).isEmpty();
        Await.until(() -> queued(server) == 0, Actor.LIMIT, () -> "it is still in the queue");
        awaitUnused(other);
        held.close();
    }

    @Test
    void asyncAcquire_cancelled_leavesTheQueue(RedisServer server) throws Exception {
        CompletableFuture<Permit> held =
                redis.semaphore("api", 1).async().acquire().toCompletableFuture();
        Permit permit = held.get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<Permit> waiting =
                other.semaphore("api", 1).async().acquire().toCompletableFuture();
        Await.until(() -> queued(server) == 1, Actor.LIMIT);
        assertThat(waiting.cancel(false)).isTrue();
        Await.until(() -> queued(server) == 0, Actor.LIMIT, () -> "it is still in the queue");
        assertThat(permit.async().release().toCompletableFuture().get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(redis.semaphore("api", 1)
                        .async()
                        .tryAcquire()
                        .toCompletableFuture()
                        .get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isPresent();
    }

    // ---- leases

    @Test
    void lease_notRenewed_permitReturnsAtItsDeadlineAndTheHolderIsTold(RedisServer server) throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Permit permit = redis.semaphore("api", 1).lease(Duration.ofMillis(300)).acquire();
        permit.onLost(() -> told.complete(permit.isHeld()));

        try (Permit next = other.semaphore("api", 1).acquire()) { // no caller releases it
            assertThat(next.fencingToken()).isGreaterThan(permit.fencingToken());
            assertThat(told.get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
            assertThat(permit.release()).isFalse();
            assertThat(next.isHeld()).isTrue();
        }
    }

    /** A machine that pauses for longer than the lease loses it, and begins again. */
    @Test
    void lease_renewed_isHeldLongerThanItsLength() throws Exception {
        Attempts.untilOneSucceeds("the permit is renewed in time", () -> {
            Permit permit = redis.semaphore("api", 1)
                    .lease(Duration.ofSeconds(2))
                    .renewed()
                    .acquire();
            return isHeldFor(Duration.ofMillis(2_500), permit, other);
        });
    }

    /** A hand-over gives a claim of 500 ms only, and the lease that the caller asked for is longer. */
    @Test
    void lease_fixedAndHandedOver_lastsAsLongAsRequested(RedisServer server) throws Exception {
        Attempts.untilOneSucceeds("the claim is renewed in time", () -> {
            Permit held = redis.semaphore("api", 1).acquire();
            Actor<Permit> waiting = waiting(server, other.semaphore("api", 1).lease(Duration.ofMinutes(1)), 1);
            held.close();
            Permit permit = waiting.get();
            return isHeldFor(Duration.ofMillis(1_200), permit, redis);
        });
    }

    /** {@return whether a permit is held for a time, in which another client wants it in vain} Releases both. */
    private static boolean isHeldFor(Duration time, Permit permit, DkRedis another) {
        Optional<Permit> taken = another.semaphore("api", 1).tryAcquire(time);
        boolean isHeld = permit.isHeld();
        taken.ifPresent(Permit::release);
        permit.release();
        return isHeld && taken.isEmpty();
    }

    @Test
    void flushAll_whilePermitsAreHeld_holderIsToldAndFencesRise(RedisServer server) throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Permit permit = redis.semaphore("api", 1)
                .lease(Duration.ofMillis(600))
                .renewed()
                .acquire();
        permit.onLost(() -> told.complete(true));
        server.command("FLUSHALL");
        try (Permit next = other.semaphore("api", 1).acquire()) {
            assertThat(next.fencingToken()).isGreaterThan(permit.fencingToken());
            assertThat(told.get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    // ---- the end of the client

    @Test
    void clientClose_permitsHeldAndWaitedFor_givesAllBack(RedisServer server) throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Permit held = redis.semaphore("api", 2).lease(Duration.ofMinutes(10)).acquire(2);
        held.onLost(() -> told.complete(true));
        Actor<Permit> waiting = waiting(server, redis.semaphore("api", 2), 1);

        redis.close();

        assertThat(told.get(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatIllegalStateException().isThrownBy(waiting::get).withMessageContaining("closed");
        assertThat(queued(server)).isZero();
        assertThat(other.semaphore("api", 2)
                        .tryAcquire(2, Duration.ZERO)
                        .orElseThrow()
                        .release())
                .isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.semaphore("api", 2).acquire());
    }

    /** The first caller that waits opens the push connection; from then on messages can reach the client. */
    private static void openPushConnection(DkRedis client) {
        SemaphoreRegistry registry = client.semaphore("warm", 1).registry();
        Await.until(registry::isPushOpen, Actor.LIMIT);
    }
}

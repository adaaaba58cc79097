package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The races of the mutex: messages and replies that overtake each other, arrive late, arrive after the caller has left,
 * or are lost. The client {@code near} is connected to the server, {@code far} through a proxy. One server is enough,
 * since the order of messages is decided on the way to it.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class MutexRaceTest {

    private static final String KEY = "dkredis:mutex:a";
    private static final String QUEUE = "dkredis:mutex-queue:{dkredis:mutex:a}";
    private static final String FENCE = "dkredis:mutex-fence:{dkredis:mutex:a}";

    private DkRedis nearClient;
    private DkRedis farClient;
    private Mutex near;
    private Mutex far;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        nearClient = connected(server.uri().toString());
        farClient = connected(proxy.uri().toString());
        near = nearClient.mutex("a");
        far = farClient.mutex("a");
    }

    @AfterEach
    void close(RedisServer server) {
        for (Mutex mutex : List.of(near, far)) {
            MutexRegistry registry = mutex.locks().mutexes();
            Await.until(() -> registry.size() == 0, Actor.LIMIT, () -> registry.size() + " entries are left");
        }
        awaitFree(server);
        nearClient.close();
        farClient.close();
    }

    private static DkRedis connected(String uri) {
        DkRedis client =
                DkRedis.builder().uri(uri).timeout(Duration.ofSeconds(4)).connect();
        Mutex warm = client.mutex("warm");
        warm.acquire().release();
        Await.until(() -> warm.locks().mutexes().isPushOpen(), Actor.LIMIT);
        warm.acquire().release();
        return client;
    }

    private static boolean acquires(Request request) {
        return MutexTraffic.is(request, "acquire");
    }

    private static boolean releases(Request request) {
        return MutexTraffic.is(request, "release");
    }

    private static void awaitFree(RedisServer server) {
        Await.until(
                () -> server.command("EXISTS", KEY, QUEUE).equals(0L),
                Actor.LIMIT,
                () -> KEY + " is " + server.command("GET", KEY) + ", queue: "
                        + server.command("LRANGE", QUEUE, "0", "-1"));
    }

    private static void awaitQueue(RedisServer server, long length) {
        Await.until(() -> server.command("LLEN", QUEUE).equals(length), Actor.LIMIT);
    }

    // ---- grants

    /**
     * The claim cannot be renewed while replies are held back, so only what happens within it counts. Planted once:
     * grants that are accepted only while queued. The far client got the lock after a claim, by polling.
     */
    @Test
    void grant_beforeTheReplyToTheEnqueue_isTaken(RedisServer server, FaultProxy proxy) throws Exception {
        Attempts.untilOneSucceeds("the lock is granted within a claim", () -> isGrantedInTime(server, proxy));
    }

    private boolean isGrantedInTime(RedisServer server, FaultProxy proxy) throws Exception {
        Lease held = near.acquire();
        Fault reply = proxy.onNext(MutexRaceTest::acquires).holdReply();
        Actor<Lease> waiting = WaitingActors.waiting(far);
        awaitQueue(server, 1);

        long begin = System.nanoTime();
        held.close();
        Lease granted = waiting.get(); // the reply is still held back
        boolean isHeld = granted.isHeld();

        reply.release();
        farClient.ping();
        boolean isReleased = granted.release();
        boolean inTime = System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(MutexScripts.CLAIM_MILLIS);
        if (inTime) {
            assertThat(isHeld).isTrue();
            assertThat(isReleased).isTrue();
        }
        awaitFree(server);
        return inTime;
    }

    /** Planted once: a reply that is dropped when no caller waits any more. The key stayed for its lease. */
    @Test
    void acquire_replyAfterTheTimeout_isReleasedAtOnce(RedisServer server, FaultProxy proxy) {
        Fault reply = proxy.onNext(MutexRaceTest::acquires).holdReply();

        Mutex impatient = far.lease(Duration.ofHours(1)).timeout(Duration.ofMillis(50));
        assertThatThrownBy(impatient::acquire).isInstanceOf(LockTimeoutException.class);
        // the lock was granted; a client that has noticed the silence has released it already
        Await.until(() -> server.command("HGET", FENCE, "since") != null, Actor.LIMIT);
        reply.release();
        awaitFree(server);
    }

    @Test
    void acquire_replyAfterTheTimeout_servesTheNextCaller(RedisServer server, FaultProxy proxy) throws Exception {
        Fault reply = proxy.onNext(MutexRaceTest::acquires).holdReply();
        assertThat(far.tryAcquire(Duration.ofMillis(50))).isEmpty();
        Actor<Lease> next = WaitingActors.waitingOrServed(far); // a silent connection may be replaced by now

        reply.release();

        assertThat(next.get().release()).isTrue();
    }

    @Test
    void grant_toAClientThatStoppedWaiting_isPassedOn(RedisServer server, FaultProxy proxy) throws Exception {
        Lease held = near.acquire();
        Actor<Lease> leaving = Actor.start(far::acquire);
        awaitQueue(server, 1);
        proxy.stall(Direction.REQUESTS); // it cannot leave the queue
        leaving.thread().interrupt();
        assertThatThrownBy(leaving::get).isInstanceOf(OperationInterruptedException.class);
        held.close();
        assertThat(held.isHeld()).isFalse();

        proxy.resume(Direction.REQUESTS);

        awaitFree(server);
        Lease next = near.acquire();
        assertThat(next.release()).isTrue();
    }

    /** Planted once: a grant without a waiting caller that is dropped. The key stayed for its TTL. */
    @Test
    void grant_ofATokenWithoutAWaitingCaller_isReleasedAtOnce(RedisServer server) {
        String token = far.locks().mutexes().tokens().get();
        server.command("SET", KEY, token, "PX", "3600000");

        server.command(
                "PUBLISH", "dkredis:inbox:" + token.substring(12, 32), "grant2 " + token + " 1 10000 1 500 0 " + KEY);

        awaitFree(server);
    }

    @Test
    void grant_messageIsLost_delaysTheNextClientByAClaim(RedisServer server, FaultProxy proxy) throws Exception {
        Lease held = near.acquire();
        Actor<Boolean> deaf = Actor.start(() -> {
            // close() does not wait for a reply over the other connection, which is half dead too
            far.acquire().close();
            return true;
        });
        awaitQueue(server, 1);
        proxy.swallowReplies(); // half dead: the server does not notice
        try (DkRedis third = connected(server.uri().toString())) {
            Actor<Lease> behind = WaitingActors.waiting(third.mutex("a"));
            awaitQueue(server, 2);

            held.close();

            Lease next = behind.get();
            assertThat(next.release()).isTrue();
        }
        assertThat(deaf.get()).isTrue(); // its heartbeat noticed the dead connection
    }

    // ---- lost replies

    @Test
    void acquire_replyLost_grantsOneLease(RedisServer server, FaultProxy proxy) {
        Fault lost = proxy.onNext(MutexRaceTest::acquires).dropReply();

        Lease lease = far.acquire();

        assertThat(lost.times()).isOne();
        assertThat(near.tryAcquire()).isEmpty();
        assertThat(lease.release()).isTrue();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    /** Planted once: a repeated release that believes "not owned". It returned false. */
    @Test
    void release_repeatedAfterAReconnect_returnsTrue(RedisServer server, FaultProxy proxy) {
        Lease lease = far.acquire();
        Fault lost = proxy.onNext(MutexRaceTest::releases).dropReply();

        assertThat(lease.release()).isTrue();

        assertThat(lost.times()).isOne();
    }

    @Test
    void release_replyLostWhileCallersOfThisClientWait_theyAreServed(RedisServer server, FaultProxy proxy)
            throws Exception {
        Lease held = far.acquire();
        Actor<Lease> there = WaitingActors.waiting(near);
        awaitQueue(server, 1);
        held.release();
        Lease second = there.get();
        Actor<Lease> here = WaitingActors.waiting(far);
        awaitQueue(server, 1);
        second.release();
        Lease third = here.get();
        List<Actor<Lease>> behind = new ArrayList<>();
        for (int i = 0; i < 70; i++) { // more than a client may serve in one turn
            behind.add(Actor.start(() -> {
                Lease lease = far.acquire();
                lease.close();
                return lease;
            }));
        }
        behind.forEach(WaitingActors::awaitWaiting);
        Actor<Lease> remote = WaitingActors.waiting(near);
        awaitQueue(server, 1);
        Fault lost = proxy.onNext(MutexRaceTest::releases).dropReply();

        third.close();

        remote.get().close();
        for (Actor<Lease> actor : behind) {
            assertThat(actor.get().fencingToken()).isGreaterThan(third.fencingToken());
        }
        assertThat(lost.times()).isOne();
    }

    @Test
    void close_scriptsWereFlushed_stillReleases(RedisServer server) {
        Lease lease = far.acquire();
        server.command("SCRIPT", "FLUSH");

        lease.close();

        awaitFree(server);
    }

    /** Planted once: asking again although no caller waits any more. The client could never acquire this lock again. */
    @Test
    void release_keyGoneAndWaiterLeavesMeanwhile_theNextCallerGetsIt(RedisServer server, FaultProxy proxy)
            throws Exception {
        Lease held = far.acquire();
        Actor<Lease> other = WaitingActors.waiting(near);
        Await.until(() -> far.locks().mutexes().isContended("a"), Actor.LIMIT);
        long contendedAt = System.nanoTime();
        // from then on the holder may pass the lock on for ten milliseconds
        Await.until(() -> System.nanoTime() - contendedAt > 20_000_000, Actor.LIMIT);
        other.thread().interrupt();
        assertThatThrownBy(other::get).isInstanceOf(OperationInterruptedException.class);
        awaitQueue(server, 0);
        Actor<Lease> waiting = WaitingActors.waiting(far);
        Fault release = proxy.onNext(MutexRaceTest::releases).run(() -> {});
        proxy.stall(Direction.REPLIES); // of all connections, else the silent one would be replaced
        server.command("DEL", KEY);
        held.close();
        release.await(Actor.LIMIT);
        waiting.thread().interrupt();
        assertThatThrownBy(waiting::get).isInstanceOf(OperationInterruptedException.class);

        proxy.resume(Direction.REPLIES);
        farClient.ping(); // its reply follows the one held back

        assertThat(far.acquire().release()).isTrue();
    }

    // ---- connections

    @Test
    void lease_connectionCut_isRenewedAtOnceAndStillHeld(RedisServer server, FaultProxy proxy) {
        Lease lease = far.lease(Duration.ofMinutes(10)).renewed().acquire();
        server.command("PEXPIRE", KEY, "100000");

        proxy.cut();

        // long before the next regular renewal
        Await.until(() -> (Long) server.command("PTTL", KEY) > 200_000, Actor.LIMIT);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.release()).isTrue();
    }

    /** Planted once: no renewal after a reconnect. The loss was noticed by the next regular renewal. */
    @Test
    void lease_serverLostItsData_isLostAtTheReconnect(RedisServer server) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = far.lease(Duration.ofMinutes(10)).renewed().acquire().onLost(lost::incrementAndGet);

        server.kill();
        server.restartEmpty();

        Await.until(() -> lost.get() == 1, Actor.LIMIT); // long before the next regular renewal
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.release()).isFalse();
        Lease next = near.acquire();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        next.close();
    }

    @Test
    void acquire_serverRestartsWhileManyWait_allAreServed(RedisServer server) throws Exception {
        Lease held = near.acquire();
        List<Actor<Lease>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Mutex mutex = i % 2 == 0 ? near : far;
            Actor<Lease> actor = Actor.start(() -> {
                Lease lease = mutex.acquire();
                lease.close();
                return lease;
            });
            WaitingActors.awaitWaiting(actor);
            waiting.add(actor);
        }
        awaitQueue(server, 1);

        server.kill();
        server.restartEmpty();
        held.close();

        for (Actor<Lease> actor : waiting) {
            actor.get();
        }
    }

    /** A former defect: a renewal that failed at once was repeated at once, for as long as the lease lasted. */
    @Test
    void renewal_redisIsAway_isRepeatedWithPauses(RedisServer server, FaultProxy proxy) {
        DkRedis impatient = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofSeconds(4))
                .connect();
        AtomicInteger lost = new AtomicInteger();
        Lease lease = impatient
                .mutex("b")
                .lease(Duration.ofSeconds(3))
                .renewed()
                .acquire()
                .onLost(lost::incrementAndGet);
        proxy.refuse();
        proxy.cut();

        Await.until(() -> lost.get() == 1, Actor.LIMIT);

        assertThat(lease.isHeld()).isFalse();
        assertThat(impatient.mutex("b").locks().mutexes().firedTimers()).isLessThan(100); // ten in a second
        proxy.accept();
        impatient.close();
    }

    @Test
    void acquire_redisDoesNotAnswer_throwsAndReleasesALateGrant(RedisServer server, FaultProxy proxy) {
        proxy.stall(Direction.REPLIES);

        assertThatThrownBy(far::acquire).isInstanceOf(RedisUnavailableException.class);

        assertThat(server.command("EXISTS", KEY)).isEqualTo(1L);
        proxy.resume(Direction.REPLIES);
        awaitFree(server);
    }

    /** Planted once: a lease that is granted without a check of its deadline. It had ended before the reply arrived. */
    @Test
    void acquire_replyTakesLongerThanTheLease_isNotGranted(FaultProxy proxy) throws Exception {
        Fault reply = proxy.onNext(MutexRaceTest::acquires).holdReply();
        Mutex shortly = far.lease(Duration.ofSeconds(1));
        Actor<Duration> waiting = Actor.start(() -> {
            try (Lease lease = shortly.acquire()) {
                return lease.remaining();
            }
        });
        reply.await(Actor.LIMIT);
        Await.until(() -> near.tryAcquire().map(Lease::release).orElse(false), Actor.LIMIT); // its lease is over

        reply.release();

        assertThat(waiting.get()).isPositive();
    }

    @Test
    void closeOfClient_redisDoesNotAnswer_endsWithinItsBound(RedisServer server, FaultProxy proxy) {
        DkRedis client = DkRedis.builder()
                .uri(proxy.uri().toString())
                .closeTimeout(Duration.ofMillis(200))
                .connect();
        Lease lease = client.mutex("a").lease(Duration.ofSeconds(1)).acquire();
        proxy.stall(Direction.REQUESTS);

        client.close();

        assertThat(lease.isHeld()).isFalse();
        proxy.resume(Direction.REQUESTS);
    }

    // ---- many races at once

    @Test
    void acquire_manyTimeOutAroundTheGrant_leaveNothing(RedisServer server) throws Exception {
        List<Actor<Integer>> actors = new ArrayList<>();
        long begin = System.nanoTime();
        far.acquire().release();
        int roundTripNanos = (int) Math.min(100_000_000, System.nanoTime() - begin); // a slow machine has longer ones
        for (int i = 0; i < 8; i++) {
            Random random = new Random(i);
            Mutex mutex = i % 2 == 0 ? near : far;
            actors.add(Actor.start(() -> {
                int won = 0;
                for (int n = 0; n < 150; n++) {
                    var lease = mutex.tryAcquire(
                            Duration.ofNanos(1_000_000 + random.nextInt(2_000_000 + 2 * roundTripNanos)));
                    won += lease.isPresent() ? 1 : 0;
                    lease.ifPresent(Lease::close);
                }
                return won;
            }));
        }
        int won = 0;
        for (Actor<Integer> actor : actors) {
            won += actor.get();
        }
        assertThat(won).isPositive();
        awaitFree(server);
    }

    @Test
    void asyncAcquire_cancelledAroundTheGrant_leavesNothing(RedisServer server) throws Exception {
        List<CompletableFuture<Lease>> all = new ArrayList<>();
        Random random = new Random(7);
        for (int n = 0; n < 600; n++) {
            Mutex mutex = n % 2 == 0 ? near : far;
            CompletableFuture<Lease> stage = mutex.async().acquire().toCompletableFuture();
            stage.thenAccept(Lease::close);
            all.add(stage);
            if (random.nextInt(3) > 0) {
                all.get(random.nextInt(all.size())).cancel(false);
            }
        }
        Await.until(() -> all.stream().allMatch(CompletableFuture::isDone), Actor.LIMIT);
        awaitFree(server);
    }

    /** Cuts connections while many threads lock: this library's locks and Lettuce's must not deadlock. */
    @Test
    void acquire_connectionsAreCutAgainAndAgain_allThreadsGoOn(RedisServer server, FaultProxy proxy) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Actor<Integer>> actors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Mutex mutex = i % 2 == 0 ? near : far;
            actors.add(Actor.start(() -> {
                int overlaps = 0;
                for (int n = 0; n < 200; n++) {
                    try (Lease lease = mutex.acquire()) {
                        overlaps += inside.incrementAndGet() == 1 || !lease.isHeld() ? 0 : 1;
                        inside.decrementAndGet();
                    }
                    done.incrementAndGet();
                }
                return overlaps;
            }));
        }
        for (int cut = 1; cut < 15; cut++) {
            int sofar = cut * 80;
            Await.until(() -> done.get() > sofar, Actor.LIMIT, () -> done + " done");
            proxy.reset();
        }
        for (Actor<Integer> actor : actors) {
            assertThat(actor.get()).isZero();
        }
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.Seed;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Semaphores when replies are lost, clients die, or callers leave at any moment: no permit is taken without a caller.
 * One server is enough: the faults are those of clients and connections, and what depends on the server's version is in
 * {@link LockRightsTest} and {@link LockMemoryTest}.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class SemaphoreFaultTest {

    private static final String QUEUE = "dkredis:semaphore-queue:{dkredis:semaphore:api}";
    private static final String WAITING = "dkredis:semaphore-waiting:{dkredis:semaphore:api}";
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        redis = connected(proxy, Duration.ofSeconds(30));
        other = DkRedis.connect(server.uri().toString());
    }

    private static DkRedis connected(FaultProxy proxy, Duration timeout) {
        DkRedis client = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(timeout)
                .closeTimeout(Duration.ofSeconds(20))
                .connect();
        client.semaphore("warm", 1)
                .acquire()
                .release(); // the server knows the scripts, and the client the server's clock
        return client;
    }

    @AfterEach
    void close(FaultProxy proxy) {
        proxy.resume(Direction.REQUESTS);
        proxy.resume(Direction.REPLIES);
        proxy.accept();
        redis.close();
        other.close();
    }

    private static Semaphore slow(DkRedis client, int permits) {
        return client.semaphore("api", permits).lease(LEASE).renewed();
    }

    private static boolean asks(Request request) {
        return request.words().contains("dkredis:semaphore:api");
    }

    private static long taken(RedisServer server) {
        Object taken = server.command("HGET", "dkredis:semaphore:api", "taken");
        return taken == null ? 0 : Long.parseLong(String.valueOf(taken));
    }

    private static void awaitNothingTaken(RedisServer server) {
        Await.until(
                () -> taken(server) == 0 && Long.valueOf(0).equals(server.command("EXISTS", QUEUE, WAITING)),
                Actor.LIMIT,
                () -> taken(server) + " permits are taken, queue " + server.command("LRANGE", QUEUE, "0", "-1"));
    }

    // ---- lost replies

    /** Planted once: a script that does not know its own token again. Three permits were taken. */
    @Test
    void acquire_replyLost_takesOnePermit(RedisServer server, FaultProxy proxy) {
        Fault lost = proxy.onNext("EVALSHA").dropReply();
        try (Permit permit = slow(redis, 3).acquire()) {
            assertThat(lost.times()).isOne();
            assertThat(permit.isHeld()).isTrue();
            assertThat(taken(server)).isOne();
        }
        awaitNothingTaken(server);
    }

    @Test
    void release_replyLost_releases(RedisServer server, FaultProxy proxy) {
        Permit permit = slow(redis, 3).acquire();
        Fault lost = proxy.onNext("EVALSHA").dropReply();
        permit.release();
        assertThat(lost.times()).isOne();
        awaitNothingTaken(server);
    }

    /** Planted once: a failed request that is not followed by a release. The permit was taken for ten minutes. */
    @Test
    void tryAcquire_noReplyInTime_leavesNothingTaken(RedisServer server, FaultProxy proxy) {
        try (DkRedis impatient = connected(proxy, IMPATIENT)) {
            proxy.stall(Direction.REPLIES); // of all connections, else the silent one would be replaced
            assertThatThrownBy(() -> slow(impatient, 1).tryAcquire()).isInstanceOf(RedisUnavailableException.class);
            proxy.resume(Direction.REPLIES);
            awaitNothingTaken(server);
        }
    }

    /**
     * The bytes of a request arrive once more after everything has been given back, as those of a connection that was
     * given up can. Planted once: a request without a time after which it does not run. The permit was taken for ten
     * minutes.
     */
    @Test
    void tryAcquire_requestArrivesAfterItsTimeLimit_doesNotRun(RedisServer server, FaultProxy proxy) {
        AtomicReference<List<String>> request = new AtomicReference<>(List.of());
        try (DkRedis impatient = connected(proxy, IMPATIENT)) {
            proxy.onNext(seen -> asks(seen) && request.compareAndSet(List.of(), seen.words()))
                    .run(() -> {});
            proxy.stall(Direction.REPLIES); // of all connections, else the silent one would be replaced
            assertThatThrownBy(() -> slow(impatient, 1).tryAcquire()).isInstanceOf(RedisUnavailableException.class);
            proxy.resume(Direction.REPLIES);
            awaitNothingTaken(server);
        }
        String latest = request.get().get(request.get().size() - 1); // the last argument
        Await.until(() -> micros(server) > Long.parseLong(latest), Actor.LIMIT);

        server.command(request.get().toArray(String[]::new));

        assertThat(taken(server)).isZero();
    }

    private static long micros(RedisServer server) {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    // ---- messages that do not arrive

    /** Planted once: a client that only waits for messages. It waited for its next poll, five seconds. */
    @Test
    void acquire_pushConnectionAway_takesAFreePermitByPolling(RedisServer server, FaultProxy proxy) throws Exception {
        Attempts.untilOneSucceeds("it is granted before five seconds have passed", () -> {
            DkRedis polling = DkRedis.connect(proxy.uri().toString());
            proxy.refuse(); // the commands connection is open, and no other can be opened
            try (polling;
                    Permit held = other.semaphore("api", 1).acquire()) {
                Actor<Permit> waiting =
                        Actor.start(() -> polling.semaphore("api", 1).acquire());
                Await.until(() -> Long.valueOf(1).equals(server.command("LLEN", QUEUE)), Actor.LIMIT);
                long begin = System.nanoTime();
                assertThat(held.release()).isTrue();
                waiting.get().close();
                proxy.accept();
                return System.nanoTime() - begin < LockTiming.MAX_POLL_NANOS * 3 / 4;
            }
        });
    }

    // ---- clients that died

    private static String enqueueDeadClient(RedisServer server, int permits) {
        String token = "99999999999." + "1".repeat(20) + "0".repeat(11) + permits;
        server.command("RPUSH", QUEUE, token);
        server.command("HSET", WAITING, token, permits + " push 1000000000000000 600000");
        server.command("EXPIRE", QUEUE, "100");
        server.command("EXPIRE", WAITING, "100");
        return token;
    }

    @Test
    void release_firstInTheQueueIsDead_isHandedToTheNext(RedisServer server) throws Exception {
        Permit held = slow(redis, 1).acquire();
        enqueueDeadClient(server, 1);
        Actor<Permit> waiting = Actor.start(() -> other.semaphore("api", 1).acquire());
        Await.until(() -> Long.valueOf(2).equals(server.command("LLEN", QUEUE)), Actor.LIMIT);
        held.close();
        waiting.get().close();
        awaitNothingTaken(server);
    }

    /**
     * Planted once: a head of the queue that is only skipped when its permits are there. The others waited for ever.
     */
    @Test
    void acquire_firstInTheQueueIsDeadAndWantsMoreThanThereIs_isSkipped(RedisServer server) {
        Permit held = slow(redis, 3).acquire();
        enqueueDeadClient(server, 3);
        other.semaphore("api", 3).acquire().close();
        assertThat(held.release()).isTrue();
        awaitNothingTaken(server);
    }

    /**
     * A client that was granted a permit by polling, and died: the claim ends. Planted once: scripts that do not look
     * at deadlines. The permit was missing for ever.
     */
    @Test
    void acquire_holderOfAClaimDied_permitReturns(RedisServer server) {
        Permit held = slow(redis, 1).acquire();
        String token = enqueueDeadClient(server, 1);
        server.command("HSET", WAITING, token, "1 poll 1000000000000000 600000");
        held.release();
        assertThat(taken(server)).isOne(); // the dead client's
        other.semaphore("api", 1).acquire().close();
        awaitNothingTaken(server);
    }

    // ---- callers who leave at any moment

    /** Planted once: an interrupted caller that forgets a permit granted at the same moment. Three were left. */
    @Test
    void acquire_interruptedAtAnyMoment_leavesNothingTaken(RedisServer server) {
        Random random = new Random(3);
        for (int round = 0; round < 15; round++) {
            List<Actor<Boolean>> actors = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int permits = 1 + i % 2;
                Semaphore semaphore = slow(i < 2 ? redis : other, 2);
                actors.add(Actor.start(() -> {
                    while (true) {
                        semaphore.acquire(permits).close();
                    }
                }));
            }
            spin(random.nextInt(5_000_000));
            actors.forEach(actor -> actor.thread().interrupt());
            actors.forEach(actor -> assertThatThrownBy(actor::get).isInstanceOf(OperationInterruptedException.class));
        }
        awaitNothingTaken(server);
    }

    /** Planted once: a cancelled stage that forgets a permit granted at the same moment. */
    @Test
    void asyncAcquire_cancelledAtAnyMoment_leavesNothingTaken(RedisServer server) {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            CompletableFuture<Permit> one = slow(redis, 2).async().acquire().toCompletableFuture();
            CompletableFuture<Permit> two = slow(redis, 2).async().acquire(2).toCompletableFuture();
            spin(random.nextInt(600_000));
            for (CompletableFuture<Permit> stage : List.of(two, one)) {
                if (!stage.cancel(false)) {
                    stage.join().close();
                }
            }
        }
        awaitNothingTaken(server);
    }

    /**
     * Planted once: a close that does not give back what requests under way may take. Permits stayed taken. Caught by
     * the long form: a caller that found the client closed removed the cohort, so that others waited in it for ever.
     */
    @Test
    void clientClose_atAnyMoment_leavesNothingTaken(RedisServer server) throws Exception {
        closeAtRandomMoments(15, 13, server);
    }

    @Test
    @Tag("campaign")
    void clientClose_atFiveThousandMoments_leavesNothingTaken(RedisServer server) throws Exception {
        closeAtRandomMoments(5_000, Seed.of(SemaphoreFaultTest.class), server);
    }

    /**
     * The caller has looked up its cohort, and then its thread stands still until the client is closed. Caught: it
     * joined, and its request was refused as one for a server that is away, or could even reach the server last.
     */
    @Test
    void join_clientIsClosedMeanwhile_sendsNothing() {
        SemaphoreRegistry registry = redis.semaphore("api", 1).registry();
        SemaphoreCohort.Key key = new SemaphoreCohort.Key("api", 1, LeaseOptions.DEFAULT);
        SemaphoreKeys keys = SemaphoreKeys.of(Keys.UNPREFIXED, "api");
        SemaphoreCohort cohort = new SemaphoreCohort(registry, key, keys);
        PermitWaiter waiter = new PermitWaiter(1, Waiter.IfTaken.WAIT);

        redis.close();

        assertThat(cohort.join(waiter)).isFalse();
        assertThat(waiter.isDecided()).isFalse();
        assertThatThrownBy(() -> registry.join(key, keys, waiter))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(registry.size()).isZero();
    }

    private static void closeAtRandomMoments(int rounds, long seed, RedisServer server) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            DkRedis client = DkRedis.builder()
                    .uri(server.uri().toString())
                    .closeTimeout(Duration.ofSeconds(20))
                    .connect();
            List<Actor<Boolean>> actors = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int permits = 1 + i % 2;
                int kept = i;
                Semaphore semaphore = slow(client, 3);
                actors.add(Actor.start(() -> {
                    try {
                        while (true) {
                            Permit permit = semaphore.acquire(permits);
                            if (kept > 0) { // the first caller keeps its permit until the client is closed
                                permit.close();
                            }
                        }
                    } catch (IllegalStateException e) { // closed
                        return true;
                    }
                }));
            }
            spin(random.nextInt(8_000_000));
            client.close();
            for (Actor<Boolean> actor : actors) {
                assertThat(actor.get()).isTrue();
            }
            assertThat(taken(server)).as("round %d of seed %d", round, seed).isZero();
            assertThat(server.command("EXISTS", QUEUE, WAITING)).isEqualTo(0L);
        }
    }

    private static void spin(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}

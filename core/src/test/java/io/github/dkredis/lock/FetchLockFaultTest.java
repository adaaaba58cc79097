package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A caller that does not get a fetch lock leaves none behind, however it ends; and no wait misses its fetch. One server
 * is enough: the faults are those of clients and connections, and what depends on the server's version is in
 * {@link LockRightsTest} and {@link LockMemoryTest}.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class FetchLockFaultTest {

    private static final String KEY = "dkredis:fetchlock:weather";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private DkRedis redis;

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = connected(proxy, Duration.ofSeconds(30));
    }

    private static DkRedis connected(FaultProxy proxy, Duration timeout) {
        DkRedis client = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(timeout)
                .closeTimeout(Duration.ofSeconds(20))
                .connect();
        client.fetchLock("warm").close(); // the server knows the scripts, and the client the server's clock
        return client;
    }

    @AfterEach
    void close(FaultProxy proxy) {
        proxy.resume(Direction.REQUESTS);
        proxy.resume(Direction.REPLIES);
        redis.close();
    }

    private static boolean asks(Request request) {
        return request.words().contains(KEY);
    }

    private static boolean isFree(RedisServer server) {
        return Long.valueOf(0).equals(server.command("EXISTS", KEY));
    }

    private static void awaitFree(RedisServer server) {
        Await.until(() -> isFree(server), Actor.LIMIT, () -> "the fetch lock is still taken");
    }

    /** Caught: the lock stayed taken for its whole lease. */
    @Test
    void fetchLock_interruptedBeforeTheReply_leavesNothingTaken(RedisServer server, FaultProxy proxy) {
        Fault held = proxy.onNext(FetchLockFaultTest::asks).holdReply();
        Actor<FetchLock> caller = Actor.start(() -> redis.fetchLock("weather", LONG));
        Await.until(() -> !isFree(server), Actor.LIMIT);

        caller.thread().interrupt();

        assertThatThrownBy(caller::get).isInstanceOf(OperationInterruptedException.class);
        held.release();
        awaitFree(server);
        assertThat(redis.fetchLocks().calls().takenTokens()).isZero();
    }

    /** Caught: the lock stayed taken for its whole lease. */
    @Test
    void fetchLock_noReplyInTime_leavesNothingTaken(RedisServer server, FaultProxy proxy) {
        try (DkRedis impatient = connected(proxy, IMPATIENT)) {
            proxy.stall(Direction.REPLIES); // of all connections, else the silent one would be replaced

            assertThatThrownBy(() -> impatient.fetchLock("weather", LONG))
                    .isInstanceOf(RedisUnavailableException.class);

            proxy.resume(Direction.REPLIES);
            awaitFree(server);
        }
    }

    /** Planted once: a cancelled stage that only forgets its caller. The lock stayed taken. */
    @Test
    void asyncFetchLock_cancelledAtAnyMoment_leavesNothingTaken(RedisServer server) {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            CompletableFuture<FetchLock> stage =
                    redis.fetchLocks().async().ask("weather", LONG).toCompletableFuture();
            long until = System.nanoTime() + random.nextInt(400_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            if (!stage.cancel(false)) {
                stage.join().close();
            }
        }
        // what a cancelled stage may have taken is given back on the executor
        Await.until(() -> redis.fetchLocks().calls().takenTokens() == 0, Actor.LIMIT);
        awaitFree(server);
    }

    /**
     * The bytes of a request arrive once more after everything has been given back, as those of a connection that was
     * given up can. Planted once: a request without a time after which it does not run. The lock was taken for ten
     * minutes.
     */
    @Test
    void fetchLock_requestArrivesAfterItsTimeLimit_doesNotRun(RedisServer server, FaultProxy proxy) {
        AtomicReference<List<String>> request = new AtomicReference<>(List.of());
        try (DkRedis impatient = connected(proxy, IMPATIENT)) {
            proxy.onNext(seen -> asks(seen) && request.compareAndSet(List.of(), seen.words()))
                    .run(() -> {});
            proxy.stall(Direction.REPLIES); // of all connections, else the silent one would be replaced
            assertThatThrownBy(() -> impatient.fetchLock("weather", LONG))
                    .isInstanceOf(RedisUnavailableException.class);
            proxy.resume(Direction.REPLIES);
            awaitFree(server);
        }
        String latest = request.get().get(request.get().size() - 1); // the last argument
        Await.until(() -> micros(server) > Long.parseLong(latest), Actor.LIMIT);

        server.command(request.get().toArray(String[]::new));

        assertThat(isFree(server)).isTrue();
    }

    private static long micros(RedisServer server) {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    /** Caught: the lock stayed taken for its whole lease. */
    @Test
    void clientClose_fetchLocksHeld_givesThemBack(RedisServer server) {
        assertThat(redis.fetchLock("weather", LONG).shouldFetch()).isTrue();
        redis.close();
        assertThat(isFree(server)).isTrue();
    }

    /** Planted once: a close that does not see requests under way. Some of the locks stayed taken. */
    @Test
    void clientClose_atAnyMoment_leavesNothingTaken(RedisServer server) throws Exception {
        closeAtRandomMoments(15, 11, server);
    }

    @Test
    @Tag("campaign")
    void clientClose_atFiveThousandMoments_leavesNothingTaken(RedisServer server) throws Exception {
        closeAtRandomMoments(5_000, Seed.of(FetchLockFaultTest.class), server);
    }

    private static void closeAtRandomMoments(int rounds, long seed, RedisServer server) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            DkRedis client = DkRedis.builder()
                    .uri(server.uri().toString())
                    .closeTimeout(Duration.ofSeconds(20))
                    .connect();
            List<Actor<Boolean>> callers = List.of(asking(client, "weather"), asking(client, "tides"));
            long until = System.nanoTime() + random.nextInt(5_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            client.close();
            for (Actor<Boolean> caller : callers) {
                assertThat(caller.get()).isTrue();
            }
            assertThat(server.command("EXISTS", KEY, "dkredis:fetchlock:tides"))
                    .as("round %d of seed %d", round, seed)
                    .isEqualTo(0L);
        }
    }

    /** Asks for a fetch lock again and again, and gives some of them back, until the client is closed. */
    private static Actor<Boolean> asking(DkRedis client, String name) {
        return Actor.start(() -> {
            try {
                for (int i = 0; ; i++) {
                    FetchLock lock = client.fetchLock(name, LONG);
                    if (i % 3 != 0) {
                        lock.close();
                    }
                }
            } catch (IllegalStateException e) {
                return true;
            }
        });
    }

    /** Caught: with fetches that follow each other, the wait ended seconds after its fetch. */
    @Test
    void awaitFetch_nextFetchBeginsAtOnce_returnsAllTheSame(RedisServer server) throws Exception {
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            FetchLock first = other.fetchLock("weather", LONG);
            FetchLock waiting = redis.fetchLock("weather", LONG);
            assertThat(waiting.shouldFetch()).isFalse();
            Actor<Boolean> waiter = Actor.start(() -> waiting.awaitFetch(Duration.ofSeconds(60)));
            waiter.awaitInside("FutureOperation");

            first.close();
            FetchLock second = other.fetchLock("weather", LONG); // sent behind the release, before any poll

            assertThat(second.shouldFetch()).isTrue();
            assertThat(waiter.get()).isTrue(); // the second fetch does not end
            assertThat(isFree(server)).isFalse();
        }
    }

    @Test
    void awaitFetch_zeroLimit_looksOnce(RedisServer server) {
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            FetchLock fetcher = other.fetchLock("weather", LONG);
            FetchLock waiting = redis.fetchLock("weather", LONG);
            assertThat(waiting.awaitFetch(Duration.ZERO)).isFalse();
            fetcher.close();
            awaitFree(server);
            assertThat(waiting.awaitFetch(Duration.ZERO)).isTrue();
            assertThatThrownBy(() -> waiting.awaitFetch(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * Caught: a poll every few milliseconds, 78 a second. Only the requests of this wait are counted, and against the
     * time that it took: other scripts of the client may still be on their way when it begins.
     */
    @Test
    void awaitFetch_keyWithoutTtl_pollsSeldom(RedisServer server, FaultProxy proxy) {
        server.command("SET", KEY, "left by an operator");
        FetchLock waiting = redis.fetchLock("weather", LONG);
        waiting.awaitFetch(Duration.ZERO); // the server knows the script
        Fault polls = proxy.onEach(FetchLockFaultTest::asks).run(() -> {});
        long begin = System.nanoTime();

        assertThat(waiting.awaitFetch(Duration.ofMillis(1_200))).isFalse();

        long halfSeconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 500;
        assertThat(polls.times()).isBetween(2, (int) halfSeconds + 2); // at the beginning and at the end too
        polls.cancel();
        server.command("DEL", KEY);
    }

    /** Caught: the wait went on for seconds after the client had been closed. */
    @Test
    void clientClose_whileACallerWaits_endsTheWait(RedisServer server) throws Exception {
        try (DkRedis other = DkRedis.connect(server.uri().toString());
                FetchLock fetcher = other.fetchLock("weather", LONG)) {
            Attempts.untilOneSucceeds("the wait ends before the next poll, which comes after five seconds", () -> {
                DkRedis client = DkRedis.connect(server.uri().toString());
                FetchLock waiting = client.fetchLock("weather", LONG);
                long begin = System.nanoTime();
                Actor<Boolean> waiter = Actor.start(() -> waiting.awaitFetch(LONG));
                waiter.awaitInside("FutureOperation");

                client.close();

                assertThatIllegalStateException().isThrownBy(waiter::get).withMessageContaining("closed");
                return System.nanoTime() - begin < LockTiming.MAX_POLL_NANOS;
            });
            assertThat(fetcher.shouldFetch()).isTrue();
        }
    }
}

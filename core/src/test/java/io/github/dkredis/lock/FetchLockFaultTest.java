package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller that does not get a fetch lock leaves none behind, however it ends; and no wait misses its fetch. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class FetchLockFaultTest {

    private static final String KEY = "dkredis:fetchlock:weather";
    private static final Duration LONG = Duration.ofMinutes(10);

    private DkRedis redis;

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofMillis(700))
                .closeTimeout(Duration.ofSeconds(3))
                .connect();
        redis.fetchLock("warm").close(); // the server knows the scripts, and the client the server's clock
    }

    @AfterEach
    void close(FaultProxy proxy) {
        proxy.resume(Direction.REQUESTS);
        proxy.resume(Direction.REPLIES);
        redis.close();
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
        Fault held = proxy.onNext("EVALSHA").holdReply();
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
        Fault held = proxy.onNext("EVALSHA").holdReply();

        assertThatThrownBy(() -> redis.fetchLock("weather", LONG)).isInstanceOf(RedisUnavailableException.class);

        held.release();
        awaitFree(server);
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
        awaitFree(server);
        assertThat(redis.fetchLocks().calls().takenTokens()).isZero();
    }

    /**
     * The bytes of a request arrive once more after everything has been given back, as those of a connection that was
     * given up can. Planted once: a request without a time after which it does not run. The lock was taken for ten
     * minutes.
     */
    @Test
    void fetchLock_requestArrivesAfterItsTimeLimit_doesNotRun(RedisServer server, FaultProxy proxy) {
        AtomicReference<List<String>> request = new AtomicReference<>(List.of());
        Fault held = proxy.onNext(seen -> seen.words().contains(KEY) && request.compareAndSet(List.of(), seen.words()))
                .holdReply();
        assertThatThrownBy(() -> redis.fetchLock("weather", LONG)).isInstanceOf(RedisUnavailableException.class);
        held.release();
        awaitFree(server);
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
        Random random = new Random(11);
        for (int round = 0; round < 25; round++) {
            DkRedis client = DkRedis.connect(server.uri().toString());
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
                    .as("round %d", round)
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
            assertThat(waiter.result().get(4, TimeUnit.SECONDS)).isTrue(); // sooner than the next regular poll
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
            other.ping();
            assertThat(waiting.awaitFetch(Duration.ZERO)).isTrue();
            assertThatThrownBy(() -> waiting.awaitFetch(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Caught: a poll every few milliseconds, 78 a second. */
    @Test
    void awaitFetch_keyWithoutTtl_pollsSeldom(RedisServer server) {
        server.command("SET", KEY, "left by an operator");
        FetchLock waiting = redis.fetchLock("weather", LONG);
        server.resetStats();
        assertThat(waiting.awaitFetch(Duration.ofMillis(1_200))).isFalse();
        assertThat(server.calls("evalsha") + server.calls("eval")).isLessThanOrEqualTo(5);
        server.command("DEL", KEY);
    }

    /** Caught: the wait went on for seconds after the client had been closed. */
    @Test
    void clientClose_whileACallerWaits_endsTheWait(RedisServer server) {
        try (DkRedis other = DkRedis.connect(server.uri().toString());
                FetchLock fetcher = other.fetchLock("weather", LONG)) {
            FetchLock waiting = redis.fetchLock("weather", LONG);
            Actor<Boolean> waiter = Actor.start(() -> waiting.awaitFetch(Duration.ofSeconds(60)));
            waiter.awaitInside("FutureOperation");

            redis.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> {
                        try {
                            waiter.result().get(3, TimeUnit.SECONDS); // sooner than the next regular poll
                        } catch (ExecutionException e) {
                            throw e.getCause();
                        }
                    })
                    .withMessageContaining("closed");
            assertThat(fetcher.shouldFetch()).isTrue();
        }
    }

    @Test
    void release_userWithoutChannels_endsTheFetch(RedisServer server) {
        server.command("ACL", "SETUSER", "plain", "on", ">secret", "~*", "resetchannels", "+@all");
        try (DkRedis plain = DkRedis.connect("redis://plain:secret@" + server.host() + ":" + server.port())) {
            FetchLock fetcher = plain.fetchLock("weather", LONG);
            FetchLock waiting = redis.fetchLock("weather", LONG);
            assertThat(waiting.awaitFetch(Duration.ZERO)).isFalse(); // registers for the message
            fetcher.close();
            plain.ping();
            assertThat(waiting.awaitFetch(Duration.ZERO)).isTrue();
        }
    }
}

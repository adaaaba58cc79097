package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Request;
import io.github.dkredis.testkit.Trigger;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half-open connections are noticed without any call, slow servers are not left, and old connections act no more. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class HeartbeatTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
    private DkRedis redis;

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(SOON)
                .connectTimeout(SOON) // the first connection of a JVM takes seconds on a busy machine
                .listener(events::add)
                .connect();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private long losses() {
        return events.stream()
                .filter(DkRedisEvent.ConnectionLost.class::isInstance)
                .count();
    }

    /**
     * Planted: no heartbeat on the connection for commands; it stayed half-open until a call had run into its limit.
     */
    @Test
    void commands_halfOpen_areReplacedWithoutACall(FaultProxy proxy) {
        proxy.swallowReplies();

        Await.until(() -> losses() == 1, SOON);
        redis.ping();

        assertThat(proxy.connectionsAccepted()).isEqualTo(2);
    }

    /**
     * The second connection is ready, and waits until the commands of the first one have been passed on.
     *
     * <p>Caught: a PING without a time limit, by which it waited; over a half-open connection the client never
     * reconnected.
     */
    @ParameterizedTest
    @ValueSource(strings = {"cut", "half-open"})
    void commands_secondConnectionFailsBeforeItIsUsed_goOverAThird(String failing, FaultProxy proxy) {
        Trigger onUse = proxy.onNext(secondPingOfANewConnection());
        if (failing.equals("cut")) {
            onUse.cutBefore();
        } else {
            onUse.swallowReplies();
        }
        proxy.swallowReplies();

        Await.until(() -> losses() >= 1, SOON);
        redis.ping();

        assertThat(proxy.connectionsAccepted()).isEqualTo(3);
    }

    /** The first PING is the last command of the greeting. */
    private static Predicate<Request> secondPingOfANewConnection() {
        AtomicInteger pings = new AtomicInteger(Integer.MIN_VALUE);
        return request -> {
            if (request.command().equals("HELLO")) {
                pings.set(0);
            }
            return request.command().equals("PING") && pings.incrementAndGet() == 2;
        };
    }

    /** Planted: a silent connection was left before there was another one; the outcome of the write was unknown. */
    @Test
    void commands_serverStallsForLongerThanAHeartbeat_areKept(RedisServer server, FaultProxy proxy) {
        long before = proxy.connectionsAccepted();
        server.pause();
        CompletableFuture<Void> written = redis.values().async().set("k", "v").toCompletableFuture();
        Await.until(() -> proxy.connectionsAccepted() > before, SOON); // the PING was not answered in time
        server.resume();

        assertThat(written).succeedsWithin(SOON);
        Await.until(() -> proxy.connectionsOpen() == 1, SOON); // the second connection is closed again
        assertThat(events).noneMatch(DkRedisEvent.OutcomeUnknown.class::isInstance);
    }

    /** Planted: the new connection did not make the server close the old one; the late command set the key again. */
    @Test
    void commands_deliveredAfterTheConnectionWasGivenUp_areNotRun(RedisServer server, FaultProxy proxy) {
        redis.atomics().setMax("n", 1); // the server knows the script
        Fault network = proxy.holdRequests();
        CompletableFuture<Long> repeated =
                redis.atomics().async().setMax("n", 5).toCompletableFuture();
        assertThat(repeated).succeedsWithin(SOON).isEqualTo(5L);
        redis.values().remove("n");

        network.release();
        Await.until(() -> proxy.connectionsOpen() == 1, SOON);

        assertThat(server.command("EXISTS", "n")).isEqualTo(0L);
    }

    @Test
    void connection_madeAgain_killsTheOldOneOnlyInTheSameRun(RedisServer server, FaultProxy proxy) {
        AtomicInteger kills = new AtomicInteger();
        proxy.onEach(request -> request.words().contains("KILL")).run(kills::incrementAndGet);

        server.kill();
        server.restart();
        redis.ping();
        assertThat(kills).hasValue(0);

        proxy.cut();
        redis.ping();
        assertThat(kills).hasValue(1);
    }

    /** Users without these rights connect and reconnect all the same. */
    @Test
    void connection_userMayNotIdentifyItself_isMadeAgain(RedisServer server, FaultProxy proxy) {
        server.command("ACL", "SETUSER", "plain", "on", ">pw", "~*", "&*", "+@all", "-client", "-info", "-time");
        String uri = "redis://plain:pw@127.0.0.1:" + proxy.port();
        try (DkRedis plain = DkRedis.builder().uri(uri).connectTimeout(SOON).connect()) {
            plain.values().set("k", "v");
            proxy.cut();
            assertThat(plain.values().get("k")).contains("v");
        } finally {
            server.command("ACL", "DELUSER", "plain");
        }
    }

    /**
     * Planted: heartbeats three times as rare, and a probe that waits four times as long; the lease was lost. Rarer
     * heartbeats alone lose nothing, since a renewal that is not answered probes the connection too.
     */
    @Test
    void lease_ofThreeSeconds_survivesAHalfOpenConnection(RedisServer server, FaultProxy proxy) throws Exception {
        Attempts.untilOneSucceeds("the lease survives", () -> survivesAHalfOpenConnection(proxy));

        Await.until(() -> Long.valueOf(0).equals(server.command("EXISTS", "dkredis:mutex:m")), SOON);
    }

    private boolean survivesAHalfOpenConnection(FaultProxy proxy) {
        AtomicBoolean lost = new AtomicBoolean();
        try (Lease lease =
                redis.mutex("m").lease(Duration.ofSeconds(3)).renewed().acquire()) {
            lease.onLost(() -> lost.set(true));
            proxy.swallowReplies();
            long silent = System.nanoTime();
            long longest = TimeUnit.SECONDS.toNanos(3);

            // a deadline after that of the last reply that could arrive is one of a renewal over a new connection
            Await.until(
                    () -> !lease.isHeld()
                            || System.nanoTime() + lease.remaining().toNanos() - silent > longest,
                    SOON);

            return !lost.get() && lease.isHeld();
        }
    }
}

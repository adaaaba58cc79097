package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary with replicas and Sentinels: the client finds the primary, and moves with it. */
class SentinelTest {

    /** A Sentinel that was stopped for two seconds does nothing for 30 seconds. */
    private static final Duration SOON = Duration.ofSeconds(90);

    private static SentinelGroup group;

    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
    private DkRedis redis;

    @BeforeAll
    static void start() {
        group = RedisServer.sentinel()
                .password("pr1mary")
                .sentinelPassword("sent1nel")
                .start();
    }

    @AfterAll
    static void stop() {
        group.close();
    }

    @BeforeEach
    void connect() {
        redis = builder().listener(events::add).connect();
    }

    @AfterEach
    void close() {
        redis.close();
        group.sentinels().forEach(SentinelTest::revive);
        group.dataServers().forEach(SentinelTest::revive);
        group.replicas().forEach(SentinelTest::follow);
        // until then, Sentinels find no replica to promote
        Await.until(() -> group.isComplete(), SOON);
    }

    private static DkRedisBuilder builder() {
        return DkRedis.builder()
                .uri(group.uri().toString())
                .sentinelPassword("sent1nel")
                .connectTimeout(SOON)
                .timeout(SOON);
    }

    private static void revive(RedisServer server) {
        server.restart();
        server.resume();
    }

    /** Sentinels make a former primary a replica too, but only after eight seconds. */
    private static void follow(RedisServer server) {
        if (String.valueOf(server.command("INFO", "replication")).contains("role:master")) {
            RedisServer primary = group.primary();
            server.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
        }
    }

    private static boolean has(RedisServer server, String key) {
        return Long.valueOf(1).equals(server.command("EXISTS", key));
    }

    private static String address(RedisServer server) {
        return server.host() + ":" + server.port();
    }

    @Test
    void connect_severalSentinels_namesThePrimary() {
        redis.values().set("k", "v");

        assertThat(has(group.primary(), "k")).isTrue();
        assertThat(redis.toString())
                .contains(" primary mymaster at " + address(group.primary()))
                .doesNotContain("pr1mary")
                .doesNotContain("sent1nel");
        Await.until(
                () -> events.stream()
                        .anyMatch(event -> event instanceof DkRedisEvent.Connected connected
                                && connected.address().equals(address(group.primary()))),
                SOON);
    }

    @Test
    void startWithoutServer_sentinelsComeLater_findsThePrimary() {
        try (FaultProxy first = FaultProxy.inFrontOf(group.sentinels().get(0));
                FaultProxy second = FaultProxy.inFrontOf(group.sentinels().get(1))) {
            first.refuse();
            second.refuse();
            String uri =
                    "redis-sentinel://:pr1mary@127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + "#mymaster";
            try (DkRedis late = builder().uri(uri).startWithoutServer().connect()) {
                assertThat(catchThrowableOfType(RedisUnavailableException.class, late::ping))
                        .hasMessageContaining("none of 2 Sentinels answered")
                        .extracting(RedisUnavailableException::reason)
                        .isEqualTo(Reason.UNREACHABLE);
                second.accept();
                Await.until(() -> catchThrowable(late::ping) == null, SOON);

                late.values().set("late", "v");
                assertThat(has(group.primary(), "late")).isTrue();
                RedisServer promoted = group.failover();
                Await.until(() -> late.toString().contains(" at " + address(promoted)), SOON);
            }
        }
    }

    /**
     * Without a subscription to +switch-master the client would go on writing to the old primary until Sentinels had
     * turned it into a replica, ten seconds later. Lettuce warned of connections to Sentinels that were closed twice.
     */
    @Test
    void plannedFailover_clientThatWritesOn_movesAtOnceAndClosesInOrder() {
        redis.mutex("m").run(() -> {}); // the connection for messages is to move too
        try (CapturedLog log = CapturedLog.below("io.lettuce")) {
            RedisServer old = group.primary();
            RedisServer promoted = group.failover();

            Await.until(() -> redis.toString().contains(" at " + address(promoted)), Duration.ofSeconds(5));
            redis.values().set("after", "v");

            assertThat(has(promoted, "after")).isTrue();
            Await.until(
                    () -> promoted.clients().stream()
                            .anyMatch(line -> line.contains(" sub=1 ") && line.contains("dkredis")),
                    SOON);
            assertThat(promoted).isNotSameAs(old);
            redis.close();
            assertThat(log.messages(Level.WARNING)).isEmpty();
        }
    }

    @Test
    void primaryKilled_callsUnderWay_endOnThePromotedOne() {
        RedisServer old = group.primary();
        old.kill();

        // an idempotent write: the outcome of others is unknown if they are sent before the loss is noticed
        redis.atomics().setMax("counter", 1); // waits for the failover within its time limit

        RedisServer promoted = group.awaitFailover(old);
        assertThat(has(promoted, "counter")).isTrue();
    }

    @Test
    void primaryFrozen_isLeftForThePromotedOne() {
        RedisServer old = group.primary();
        old.pause();
        RedisServer promoted = group.awaitFailover(old);
        Await.until(() -> redis.toString().contains(" at " + address(promoted)), SOON);

        redis.values().set("after", "v");

        assertThat(has(promoted, "after")).isTrue();
    }

    /** If the Sentinels were asked one after the other, the one that hangs would use up the whole time limit. */
    @Test
    void connect_firstSentinelHangsAndSecondIsDown_asksTheThird() {
        group.sentinels().get(0).pause();
        group.sentinels().get(1).kill();

        try (DkRedis other = builder().connectTimeout(Duration.ofSeconds(10)).connect()) {
            other.ping();
        }
    }

    @Test
    void connect_unknownPrimaryName_saysSo() {
        String uri = group.uri().toString().replace("#mymaster", "#elsewhere");
        assertThat(catchThrowable(
                        () -> builder().uri(uri).sentinelPassword("sent1nel").connect()))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("there is no primary named \"elsewhere\"")
                .hasMessageContaining("Check the name after #");
    }

    @Test
    void connect_wrongSentinelPassword_namesTheSentinelAndTheSetting() {
        RedisUnavailableException refusal = catchThrowableOfType(
                RedisUnavailableException.class,
                () -> builder().sentinelPassword("wr0ng").connect());

        assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(refusal)
                .hasMessageContaining("Sentinel 127.0.0.1:")
                .hasMessageContaining("REDIS_SENTINEL_PASSWORD")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void connect_allSentinelsDown_saysHowMany() {
        group.sentinels().forEach(RedisServer::kill);

        assertThat(catchThrowable(() -> builder().connect())).hasMessageContaining("none of 3 Sentinels answered");
    }
}

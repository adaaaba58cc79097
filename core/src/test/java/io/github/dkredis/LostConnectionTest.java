package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that die, stall and recover, and connections that are cut or half-open. One server is enough, since all of
 * them fail in the same way; {@link HeartbeatTest} runs on every server.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class LostConnectionTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
    private DkRedis redis;
    private DkRedis impatient;

    @BeforeEach
    void connect(FaultProxy proxy) {
        DkRedisBuilder builder = DkRedis.builder().uri(proxy.uri().toString());
        redis = builder.listener(events::add)
                .timeout(SOON)
                .maxInFlight(1_000_000)
                .connect();
        impatient = builder.timeout(Duration.ofMillis(300)).connect();
    }

    @AfterEach
    void close() {
        redis.close();
        impatient.close();
    }

    private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        RedisUnavailableException failure = catchThrowableOfType(RedisUnavailableException.class, call);
        assertThat(failure).isNotNull();
        return failure.reason();
    }

    @Test
    void blockingCall_serverKilledInIt_endsTyped(RedisServer server, FaultProxy proxy) {
        proxy.onNext("get").run(server::kill);

        assertThatThrownBy(() -> impatient.values().get("k")).isInstanceOf(RedisUnavailableException.class);
        proxy.onNext("set").run(server::kill);
        assertThatThrownBy(() -> impatient.values().set("k", "v"))
                .isInstanceOfAny(OutcomeUnknownException.class, RedisUnavailableException.class);
    }

    @Test
    void asyncCall_serverKilledInIt_endsTyped(RedisServer server, FaultProxy proxy) {
        proxy.onNext("set").run(server::kill);

        CompletionStage<?> stage = redis.values().async().set("k", "v"); // not too late on a busy machine either

        assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void call_serverRestarted_works(RedisServer server) {
        redis.values().set("k", "v");
        for (int i = 0; i < 3; i++) {
            server.kill();
            server.restart();
            assertThat(redis.values().get("k")).isEmpty();
        }
    }

    @Test
    void call_awayForLongerThanTheTimeLimit_failsAtOnceAndRecovers(FaultProxy proxy) {
        proxy.refuse();
        proxy.cut();
        Await.until(() -> reason(() -> impatient.ping()) == Reason.UNREACHABLE, SOON);
        // the server is known to be unreachable now, so no caller waits for the whole time limit
        long start = System.nanoTime();
        int refused = 0;
        while (refused < 1_000) {
            assertThatThrownBy(() -> impatient.ping()).hasMessageContaining("the client is reconnecting");
            refused++;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofMillis(300).multipliedBy(1_000));

        proxy.accept();
        redis.ping();
        Await.until(() -> succeeds(impatient::ping), SOON);
    }

    @Test
    void call_serverStalled_endsAtTheTimeLimit(RedisServer server) {
        server.pause();

        assertThat(reason(() -> impatient.values().get("k"))).isEqualTo(Reason.TIMEOUT);
        assertThatThrownBy(() -> impatient.values().set("k", "v"))
                .isInstanceOfAny(OutcomeUnknownException.class, RedisUnavailableException.class);
        assertThatThrownBy(() -> impatient
                        .values()
                        .async()
                        .get("k")
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(RedisUnavailableException.class);

        server.resume();
        Await.until(() -> succeeds(impatient::ping), SOON);
    }

    /**
     * Planted: no probe after a timeout; the half-open connection stayed in use, and the test ran into its time limit.
     */
    @Test
    void call_connectionHalfOpen_isNoticedAndReplaced(FaultProxy proxy) {
        long before = proxy.connectionsAccepted();
        proxy.swallowReplies();

        assertThat(reason(() -> impatient.values().get("k"))).isEqualTo(Reason.TIMEOUT);

        Await.until(() -> succeeds(() -> impatient.values().get("k")), SOON);
        assertThat(proxy.connectionsAccepted()).isGreaterThan(before);
    }

    @Test
    void probe_slowButAliveServer_keepsTheConnection(FaultProxy proxy) throws Exception {
        Attempts.untilOneSucceeds("the connection is kept", () -> {
            long before = proxy.connectionsAccepted();
            Fault slow = proxy.onNext("get").holdReply();

            boolean isTooLate = reason(() -> impatient.values().get("k")) == Reason.TIMEOUT;
            slow.release(); // before the probe ends

            for (int i = 0; i < 20; i++) {
                Await.until(() -> succeeds(impatient::ping), SOON);
            }
            return isTooLate && proxy.connectionsAccepted() == before;
        });
        assertThat(events).noneMatch(event -> event instanceof DkRedisEvent.ConnectionLost);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 8, 1000, 100_000})
    void read_cutInTheMiddleOfItsReply_isSentAgain(long bytes, FaultProxy proxy) {
        String large = "x".repeat(200_000);
        redis.values().set("k", large);
        Fault cut = proxy.onNext("get").cutReplyAfter(bytes);

        assertThat(redis.values().get("k")).contains(large);

        assertThat(cut.times()).isOne();
    }

    @Test
    void pop_cutInTheMiddleOfItsReply_isUnknown(RedisServer server, FaultProxy proxy) {
        redis.values().set("k", "x".repeat(200_000));
        proxy.onNext("getdel").cutReplyAfter(1_000);

        assertThatThrownBy(() -> redis.values().pop("k"))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("\"k\"")
                .hasMessageContaining("may have run once");
        assertThat(server.calls("getdel")).isOne();
    }

    @Test
    void script_flushedBetweenCalls_isSentWhole(RedisServer server) {
        for (int i = 0; i < 5; i++) {
            server.command("SCRIPT", "FLUSH");
            assertThat(redis.atomics().setMax("n", i)).isEqualTo(i);
            assertThat(redis.atomics()
                            .async()
                            .setMin("m", -i)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(-i);
        }
        assertThat(server.calls("eval")).isEqualTo(5);
    }

    /** Planted: no time limit for the greeting; the first silent server ended all reconnecting. */
    @Test
    void reconnect_greetingNotAnswered_isTriedAgain(FaultProxy proxy) {
        redis.close();
        impatient.close();
        DkRedisBuilder builder = DkRedis.builder().uri(proxy.uri().toString()).connectTimeout(Duration.ofMillis(500));
        impatient = builder.startWithoutServer().connect(); // the first connection may take longer
        Await.until(() -> succeeds(impatient::ping), SOON);
        // the HELLO of the handshake has arguments, that of the greeting has none
        Fault silence = proxy.onEach(request ->
                        request.command().equals("HELLO") && request.words().size() == 1)
                .swallowReplies();
        proxy.cut();
        Await.until(() -> silence.times() >= 2, SOON);
        silence.cancel();

        Await.until(() -> succeeds(impatient::ping), SOON);
    }

    @Test
    void reconnecting_serverThatCutsEachConnection_isNotFlooded(FaultProxy proxy) {
        Fault cuts = proxy.onEach("ping").dropReply(); // the greeting's too
        proxy.cut();
        Await.until(() -> events.stream().anyMatch(event -> event instanceof DkRedisEvent.ReconnectFailed), SOON);
        long start = System.nanoTime();
        long before = proxy.connectionsAccepted();
        Await.until(() -> proxy.connectionsAccepted() >= before + 6, SOON);
        long each = (System.nanoTime() - start) / 6;

        assertThat(Duration.ofNanos(each)).isGreaterThan(Duration.ofMillis(10));

        cuts.cancel();
        redis.ping();
    }

    @Test
    void stalledRequests_deliveredLate_doNotDisturbLaterOnes(FaultProxy proxy) {
        redis.values().set("a", "1");
        redis.values().set("b", "2");
        for (int i = 0; i < 5; i++) {
            proxy.stall(Direction.REPLIES);
            assertThat(reason(() -> impatient.values().get("a"))).isEqualTo(Reason.TIMEOUT);
            proxy.resume(Direction.REPLIES);
            assertThat(redis.values().get("b")).contains("2");
        }
        Await.until(() -> succeeds(() -> assertThat(impatient.values().get("b")).contains("2")), SOON);
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (DkRedisException e) {
            return false;
        }
    }
}

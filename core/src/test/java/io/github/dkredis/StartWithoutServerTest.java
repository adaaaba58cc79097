package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A client that is made while no server can be reached, and what it does until there is one. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class StartWithoutServerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();

    private DkRedisBuilder builder(String uri) {
        return DkRedis.builder()
                .uri(uri)
                .closeTimeout(Duration.ofMillis(500))
                .listener(events::add)
                .startWithoutServer();
    }

    private DkRedis refusedAt(FaultProxy proxy) {
        proxy.refuse();
        return builder(proxy.uri().toString()).connect();
    }

    private static RedisUnavailableException failure(ThrowingCallable call) {
        RedisUnavailableException failure = catchThrowableOfType(RedisUnavailableException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void awaitAnswer(DkRedis redis) {
        Await.until(
                () -> {
                    try {
                        redis.ping();
                        return true;
                    } catch (RedisUnavailableException e) {
                        return false;
                    }
                },
                SOON);
    }

    @Test
    void anyCall_noServerYet_failsAtOnceAndSaysWhy(FaultProxy proxy) {
        try (DkRedis redis = refusedAt(proxy)) {
            List<ThrowingCallable> calls = List.of(
                    redis::ping,
                    () -> redis.values().get("k"),
                    () -> redis.values().setAll(Map.of("a", 1, "b", 2)),
                    () -> redis.values().async().get("k").toCompletableFuture().get(),
                    () -> redis.atomics().increment("n", 1),
                    () -> redis.hashes().field("*", "f"),
                    () -> redis.mutex("m").acquire(),
                    () -> redis.semaphore("s", 2).acquire(),
                    () -> redis.fetchLock("fetch"),
                    () -> redis.locks().list(),
                    () -> redis.cooldown(List.of("a", "b"), Duration.ofSeconds(1)),
                    () -> redis.rateLimiter("r", Rate.of(1, Duration.ofSeconds(1)))
                            .tryAcquire(),
                    redis::unwrap);
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call)
                        .satisfies(thrown -> assertThat(
                                        thrown instanceof RedisUnavailableException ? thrown : thrown.getCause())
                                .isInstanceOf(RedisUnavailableException.class)
                                .extracting(e -> ((RedisUnavailableException) e).reason())
                                .isEqualTo(Reason.UNREACHABLE));
            }
            assertThat(failure(redis::ping))
                    .hasMessageContaining("127.0.0.1:" + proxy.port())
                    .hasMessageContaining("has not been connected yet");
        }
    }

    @Test
    void caches_noServerYet_loadAndKeepOnceThereIsOne(FaultProxy proxy) {
        try (DkRedis redis = refusedAt(proxy)) {
            NamedCache<String, String> cache =
                    redis.cache("c", String.class, CacheOptions.defaults().nearCache(100));
            assertThat(cache.get("k", key -> "loaded")).isEqualTo("loaded");
            assertThat(cache.get("k", key -> "loaded again")).isEqualTo("loaded again");
            assertThat(redis.cache().as(String.class).get("python", key -> "v")).isEqualTo("v");

            proxy.accept();
            awaitAnswer(redis);

            assertThat(cache.get("k", key -> "kept")).isEqualTo("kept");
            assertThat(cache.get("k", key -> "not loaded")).isEqualTo("kept");
        }
    }

    /**
     * Locks that were wanted before have opened the connection for messages; it works once there is a server. Caught:
     * the client was never announced, so other clients did not see who waits.
     */
    @Test
    void locks_wantedBeforeThereWasAServer_areHandedOverByMessages(FaultProxy proxy, RedisServer server) {
        try (DkRedis redis = refusedAt(proxy);
                DkRedis other = DkRedis.connect(server.uri().toString())) {
            failure(() -> redis.mutex("m").acquire());

            proxy.accept();
            awaitAnswer(redis);
            Await.until(() -> server.clients().stream().anyMatch(line -> line.contains(" sub=1 ")), SOON);

            Lease held = other.mutex("m").acquire();
            var waiting = redis.mutex("m").async().acquire().toCompletableFuture();
            Await.until(
                    () -> other.locks()
                                    .get("m")
                                    .map(lock -> lock.waiting().size())
                                    .orElse(0)
                            == 1,
                    SOON);
            held.close();
            waiting.join().close();
        }
    }

    @Test
    void server_startedAfterwards_isUsed(RedisServer server) {
        server.stop();
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis redis = builder(server.uri().toString()).connect()) {
            assertThat(failure(redis::ping).reason()).isEqualTo(Reason.UNREACHABLE);
            server.restart();
            awaitAnswer(redis);

            redis.values().setAll(Map.of("a", 1, "b", 2));
            assertThat(redis.values().getAll(List.of("a", "b"))).hasSize(2);
            assertThat(log.messages(Level.WARNING))
                    .singleElement()
                    .asString()
                    .contains("the connection 'commands' could not be opened; retrying");
            assertThat(log.messages(Level.INFO)).singleElement().asString().contains("was opened after");
            // several threads tell the listener, in no order
            for (Class<?> event : List.of(DkRedisEvent.ReconnectFailed.class, DkRedisEvent.Connected.class)) {
                Await.until(() -> events.stream().anyMatch(event::isInstance), SOON);
            }
        }
    }

    @Test
    void server_lostAfterTheLateConnect_isReconnectedTo(FaultProxy proxy) {
        try (DkRedis redis = refusedAt(proxy)) {
            proxy.accept();
            awaitAnswer(redis);
            proxy.cut();
            assertThat(redis.values().get("k")).isEmpty();
        }
    }

    @Test
    void server_thatIsThere_isConnectedWhenConnectReturns(RedisServer server) {
        try (DkRedis redis = builder(server.uri().toString()).connect()) {
            redis.ping();
            assertThat(events).noneMatch(event -> event instanceof DkRedisEvent.ReconnectFailed);
        }
    }

    @Test
    void password_wrongForAServerThatIsThere_failsToConnect(RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "hunter2");
        assertThat(failure(() -> builder("redis://:wr0ng@127.0.0.1:" + server.port())
                                .connect())
                        .reason())
                .isEqualTo(Reason.AUTHENTICATION);
    }

    @Test
    void password_wrongForAServerThatComesLater_isReportedByEachCall(FaultProxy proxy, RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "hunter2");
        proxy.refuse();
        try (DkRedis redis = builder("redis://:wr0ng@127.0.0.1:" + proxy.port()).connect()) {
            proxy.accept();
            Await.until(() -> failure(redis::ping).reason() == Reason.AUTHENTICATION, SOON);
            assertThat(failure(() -> redis.mutex("m").acquire()))
                    .hasMessageContaining("refused the user name or password")
                    .hasMessageNotContaining("wr0ng");

            server.command("CONFIG", "SET", "requirepass", "wr0ng");
            awaitAnswer(redis);
        }
    }

    // ---- closing

    @Test
    void close_noServerYet_leavesNothing(FaultProxy proxy) {
        DkRedis redis = refusedAt(proxy);
        redis.cache("c", String.class, CacheOptions.defaults().nearCache(100)).get("k", key -> "v");
        failure(() -> redis.mutex("m").acquire());
        redis.close();
        assertThatThrownBy(redis::ping).isInstanceOf(IllegalStateException.class);
        long before = proxy.connectionsAccepted();
        proxy.accept();
        assertThat(proxy.connectionsAccepted()).isEqualTo(before);
    }

    /** An attempt whose greeting is not answered would last longer than the closing may take. */
    @Test
    void close_duringAnAttempt_endsIt(FaultProxy proxy) {
        DkRedis redis = refusedAt(proxy);
        proxy.stall(Direction.REPLIES);
        proxy.accept();
        Await.until(() -> proxy.connectionsOpen() > 0, SOON);
        redis.close();
        Await.until(() -> proxy.connectionsOpen() == 0, SOON);
    }

    /** Closes at moments around that of the first connection; the narrowest one is in {@code LateDeploymentTest}. */
    @Test
    void close_atTheMomentOfTheFirstConnection_leavesNothing(FaultProxy proxy, RedisServer server) {
        ClientResources shared = ClientResources.create();
        try {
            for (int round = 0; round < 24; round++) {
                proxy.refuse();
                DkRedis redis =
                        builder(proxy.uri().toString()).resources(shared).connect();
                redis.cache("c", String.class).get("k", key -> "v");
                long accepted = proxy.connectionsAccepted();
                proxy.accept();
                Await.until(() -> proxy.connectionsAccepted() > accepted, SOON);
                int moment = round;
                Await.until(
                        new java.util.function.BooleanSupplier() {
                            private int looks;

                            @Override
                            public boolean getAsBoolean() {
                                return ++looks > moment % 6;
                            }
                        },
                        SOON);
                redis.close();
                Await.until(() -> proxy.connectionsOpen() == 0, SOON, () -> "open after round " + moment);
            }
        } finally {
            shared.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}

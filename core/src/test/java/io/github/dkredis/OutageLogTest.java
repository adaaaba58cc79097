package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Without any configuration, the log has one line when an outage begins and one when it ends. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class OutageLogTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static DkRedisBuilder builder(FaultProxy proxy) {
        return DkRedis.builder().uri(proxy.uri().toString()).timeout(Duration.ofMillis(100));
    }

    private static DkRedis connect(FaultProxy proxy) {
        return builder(proxy).connect();
    }

    private static void refuseForManyCalls(FaultProxy proxy, DkRedis redis) {
        proxy.refuse();
        proxy.cut();
        for (int i = 0; i < 50; i++) {
            assertThat(catchThrowable(redis::ping)).isInstanceOf(RedisUnavailableException.class);
        }
        proxy.accept();
    }

    @Test
    void outage_ofTheOnlyConnection_isOneWarningAndOneInfo(FaultProxy proxy) {
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis redis = connect(proxy)) {
            assertThat(log.messages(Level.INFO)).isEmpty();

            refuseForManyCalls(proxy, redis);
            Await.until(() -> !log.messages(Level.INFO).isEmpty(), SOON);

            String place = "the connection 'commands' to 127.0.0.1:" + proxy.port();
            assertThat(log.messages(Level.WARNING))
                    .singleElement()
                    .asString()
                    .startsWith(place + " was lost: it was closed or cut");
            assertThat(log.messages(Level.INFO))
                    .singleElement()
                    .asString()
                    .matches(java.util.regex.Pattern.quote(place) + " is back after [0-9]{2,} ms");
        }
    }

    @Test
    void outage_ofBothConnections_namesEach(FaultProxy proxy) {
        AtomicInteger connected = new AtomicInteger();
        DkRedisBuilder builder = builder(proxy).listener(event -> {
            if (event instanceof DkRedisEvent.Connected) {
                connected.incrementAndGet();
            }
        });
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis redis = builder.connect()) {
            // the first mutex opens the push connection; its time limit is short, for calls that are to fail
            Await.until(() -> catchThrowable(() -> redis.mutex("any").run(() -> {})) == null, SOON);
            Await.until(() -> connected.get() == 2, SOON);

            refuseForManyCalls(proxy, redis);
            Await.until(() -> log.messages(Level.INFO).size() == 2, SOON);

            for (Level level : List.of(Level.WARNING, Level.INFO)) {
                assertThat(log.messages(level))
                        .hasSize(2)
                        .anyMatch(line -> line.startsWith("the connection 'commands' to "))
                        .anyMatch(line -> line.startsWith("the connection 'push' to "));
            }
        }
    }

    @Test
    void push_refusedFromTheStart_isOneWarning(RedisServer server) {
        server.command("ACL", "SETUSER", "mute", "on", ">pw", "~*", "resetchannels", "+@all");
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis redis = DkRedis.connect("redis://mute:pw@127.0.0.1:" + server.port())) {
            redis.mutex("any").run(() -> {}); // the first mutex opens the push connection
            long attempts = server.calls("hello");
            Await.until(() -> server.calls("hello") > attempts + 2, SOON);

            assertThat(log.messages(Level.WARNING))
                    .singleElement()
                    .asString()
                    .startsWith("the connection 'push' could not be opened")
                    .contains("+subscribe &dkredis:inbox:*");
        } finally {
            server.command("ACL", "DELUSER", "mute");
        }
    }

    @Test
    void close_isNoOutage(FaultProxy proxy) {
        try (CapturedLog log = CapturedLog.below("io.github.dkredis")) {
            connect(proxy).close();

            assertThat(log.messages(Level.WARNING)).isEmpty();
            assertThat(log.messages(Level.INFO)).isEmpty();
        }
    }
}

package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A server that closes connections because of its own limits. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class ServerLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();

    private DkRedis connect(RedisServer server) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(SOON)
                .connectTimeout(SOON)
                .listener(events::add)
                .connect();
    }

    private long losses() {
        return events.stream()
                .filter(DkRedisEvent.ConnectionLost.class::isInstance)
                .count();
    }

    private static List<?> inboxes(RedisServer server) {
        return (List<?>) server.command("PUBSUB", "CHANNELS", "dkredis:inbox:*");
    }

    /** Planted: a connection for messages that stays away once the server has closed it. */
    @Test
    void messages_overTheOutputBufferLimit_areHeardAgainAfterOneLoss(RedisServer server) {
        try (DkRedis redis = connect(server);
                DkRedis other = connect(server)) {
            redis.mutex("m").acquire().close();
            Await.until(() -> inboxes(server).size() == 1, SOON);
            String inbox = String.valueOf(inboxes(server).get(0));
            server.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 20000 0 0");
            server.command("PUBLISH", inbox, "x".repeat(1 << 20)); // the server closes the connection that listens
            Await.until(() -> losses() == 1, SOON);
            Await.until(() -> inboxes(server).contains(inbox), SOON);

            Lease held = other.mutex("m").acquire();
            CompletableFuture<Lease> waiting =
                    redis.mutex("m").async().acquire().toCompletableFuture();
            held.close();

            assertThat(waiting).succeedsWithin(SOON);
            waiting.join().close();
            assertThat(losses()).isEqualTo(1);
        } finally {
            server.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
        }
    }

    /** The heartbeats keep a connection from being idle; on a slow machine one may come too late. */
    @Test
    void connections_idleForLongerThanTheServersTimeout_areKeptOrMadeAgain(RedisServer server) {
        try (DkRedis redis = connect(server)) {
            redis.values().set("k", "v");
            redis.mutex("m").acquire().close();
            server.command("CONFIG", "SET", "timeout", "2");
            long heartbeats = server.calls("ping");
            Await.until(() -> losses() > 0 || server.calls("ping") >= heartbeats + 4, SOON);

            assertThat(redis.values().get("k")).contains("v");
            redis.mutex("m").acquire().close();
        } finally {
            server.command("CONFIG", "SET", "timeout", "0");
        }
    }
}

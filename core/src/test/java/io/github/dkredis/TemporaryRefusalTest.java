package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FakeRedis;
import io.github.dkredis.testkit.FakeReply;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals that pass: a server that loads its data, a demoted primary, rights that are given later. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class TemporaryRefusalTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static DkRedisBuilder builder(RedisServer server) {
        return DkRedis.builder().uri(server.uri().toString()).timeout(SOON);
    }

    // ---- a server that cannot answer yet

    private static FakeRedis refusingSet(String error, int times, AtomicInteger sets) {
        return FakeRedis.answering(request -> switch (request.command()) {
            case "HELLO" -> FakeReply.raw("%2\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n");
            case "PING" -> FakeReply.simple("PONG");
            case "SET" -> sets.incrementAndGet() <= times ? FakeReply.error(error) : FakeReply.simple("OK");
            default -> FakeReply.simple("OK");
        });
    }

    /** The write is repeated although it is not idempotent, because it has not run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "CLUSTERDOWN The cluster is down"
            })
    void write_refusedForTheMoment_isSentAgainUntilItRuns(String error) {
        AtomicInteger sets = new AtomicInteger();
        try (FakeRedis server = refusingSet(error, 4, sets);
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .timeout(SOON)
                        .connect()) {
            redis.values().set("k", "v");

            assertThat(sets).hasValue(5);
        }
    }

    @Test
    void write_refusedUntilTheTimeLimit_saysWhy() throws Exception {
        AtomicInteger sets = new AtomicInteger();
        try (FakeRedis server = refusingSet("LOADING Redis is loading", Integer.MAX_VALUE, sets);
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .timeout(Duration.ofMillis(300))
                        .connect()) {
            Attempts.untilOneSucceeds("the write is sent again", () -> {
                sets.set(0);
                return catchThrowable(() -> redis.values().set("k", "v")) instanceof RedisUnavailableException refusal
                        && refusal.reason() == Reason.BUSY
                        && String.valueOf(refusal.getMessage()).contains("LOADING")
                        && sets.get() >= 2
                        && sets.get() <= 30;
            });
        }
    }

    @Test
    void write_tooFewReplicas_isTyped(RedisServer server) {
        server.command("CONFIG", "SET", "min-replicas-to-write", "1");
        try (DkRedis redis = builder(server).connect()) {
            assertThatThrownBy(() -> redis.values().set("k", "v"))
                    .isInstanceOfSatisfying(
                            ServerErrorException.class,
                            e -> assertThat(e.code()).isEqualTo("NOREPLICAS"))
                    .hasMessageContaining("min-replicas-to-write")
                    .hasMessageContaining("nothing was changed");
        }
    }

    // ---- replicas

    @Test
    void connect_toAReplica_namesItsPrimary(RedisServer server) {
        server.command("REPLICAOF", "127.0.0.1", "1");
        try {
            assertThatThrownBy(() -> builder(server).connect())
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY))
                    .hasMessageContaining("read-only replica of 127.0.0.1:1")
                    .hasMessageContaining("Connect to the primary");
        } finally {
            server.command("REPLICAOF", "NO", "ONE");
        }
    }

    /** READONLY is not an error like others: the write did not run, and another server may be the primary. */
    @Test
    void write_serverDemotedAndAnotherPromotedBehindTheAddress_runsThere(RedisServer server) {
        Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
        try (DkRedis redis = builder(server).listener(events::add).connect()) {
            redis.values(Codec.string()).set("k", "old");
            server.command("REPLICAOF", "127.0.0.1", "1"); // nothing listens there, so the data stay
            CompletableFuture<Void> written =
                    redis.values(Codec.string()).async().set("k", "new").toCompletableFuture();
            CompletableFuture<Long> scripted =
                    redis.atomics().async().setMax("n", 1).toCompletableFuture();
            Await.until(() -> server.calls("role") > 0, SOON); // it looks for a primary, and finds this replica
            assertThat(redis.values(Codec.string()).get("k")).contains("old");
            assertThat(written).isNotDone();

            server.command("REPLICAOF", "NO", "ONE");

            assertThat(written).succeedsWithin(SOON);
            assertThat(scripted).succeedsWithin(SOON);
            assertThat(server.command("GET", "k")).isEqualTo("new");
            Await.until(
                    () -> events.stream()
                            .anyMatch(event -> event instanceof DkRedisEvent.ConnectionLost lost
                                    && lost.cause().contains("read-only replica")),
                    SOON,
                    events::toString);
        }
    }

    // ---- rights for messages

    /** With the pause of other failures there would be dozens of attempts in this time. */
    @Test
    void messages_userMayNotListen_isTriedRarelyAndWorksOnceItMay(RedisServer server) {
        server.command("ACL", "SETUSER", "mute", "on", ">pw", "~*", "resetchannels", "+@all");
        AtomicInteger attempts = new AtomicInteger();
        DkRedisListener listener = event -> {
            if (event instanceof DkRedisEvent.ReconnectFailed) {
                attempts.incrementAndGet();
            }
        };
        try (DkRedis redis = builder(server)
                .uri("redis://mute:pw@127.0.0.1:" + server.port())
                .listener(listener)
                .connect()) {
            long begin = System.nanoTime();
            redis.mutex("any").run(() -> {}); // the first mutex opens the connection for messages
            Await.until(() -> attempts.get() >= 3, SOON);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_300));

            server.command("ACL", "SETUSER", "mute", "&dkredis:inbox:*");

            Await.until(() -> server.clients().stream().anyMatch(line -> line.contains(" sub=1 ")), SOON);
        } finally {
            server.command("ACL", "DELUSER", "mute");
        }
    }
}

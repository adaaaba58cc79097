package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A proxy loses the reply of each operation. Idempotent operations are answered all the same; all others run once and
 * throw {@link OutcomeUnknownException}. Planted: every request was sent again, whatever its retry policy; each row of
 * the second table failed with two calls instead of one. One server is enough, since the client decides what it
 * repeats.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class AtMostOnceTest {

    private static final Codec RAW = Codec.bytes();
    private static final byte[] V = {1};

    private DkRedis redis;

    /** One operation in both styles, and the command that the server runs for it. */
    record Row(String name, String command, Operation blocking, Operation async) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    interface Operation {
        Object on(DkRedis redis);
    }

    static Stream<Row> harmless() {
        return Stream.of(
                row(
                        "ttl",
                        "pttl",
                        r -> r.values().ttl("k"),
                        r -> r.values().async().ttl("k")),
                row(
                        "hash get fields",
                        "hmget",
                        r -> r.hashes().get("h", List.of("f")),
                        r -> r.hashes().async().get("h", List.of("f"))),
                row(
                        "get",
                        "get",
                        r -> r.values(RAW).get("k"),
                        r -> r.values(RAW).async().get("k")),
                row(
                        "getAll",
                        "mget",
                        r -> r.values(RAW).getAll(List.of("k", "l")),
                        r -> r.values(RAW).async().getAll(List.of("k", "l"))),
                row(
                        "contains",
                        "exists",
                        r -> r.values().contains("k"),
                        r -> r.values().async().contains("k")),
                row(
                        "hash get",
                        "hgetall",
                        r -> r.hashes().get("h"),
                        r -> r.hashes().async().get("h")),
                row(
                        "hash get field",
                        "hget",
                        r -> r.hashes().get("h", "f"),
                        r -> r.hashes().async().get("h", "f")),
                row(
                        "field",
                        "evalsha",
                        r -> r.hashes().field("h*", "f"),
                        r -> r.hashes().async().field("h*", "f")),
                row(
                        "setMax",
                        "evalsha",
                        r -> r.atomics().setMax("n", 5),
                        r -> r.atomics().async().setMax("n", 5)),
                row(
                        "setMin",
                        "evalsha",
                        r -> r.atomics().setMin("n", 5),
                        r -> r.atomics().async().setMin("n", 5)));
    }

    static Stream<Row> neverRepeated() {
        return Stream.of(
                row(
                        "setIfAbsent",
                        "set",
                        r -> r.values(RAW).setIfAbsent("k", V),
                        r -> r.values(RAW).async().setIfAbsent("k", V)),
                row(
                        "getAndSet",
                        "set",
                        r -> r.values(RAW).getAndSet("k", V),
                        r -> r.values(RAW).async().getAndSet("k", V)),
                row(
                        "expire",
                        "pexpire",
                        r -> r.values().expire("k", Duration.ofMinutes(1)),
                        r -> r.values().async().expire("k", Duration.ofMinutes(1))),
                row(
                        "persist",
                        "persist",
                        r -> r.values().persist("k"),
                        r -> r.values().async().persist("k")),
                row(
                        "increment",
                        "incrby",
                        r -> r.atomics().increment("c", 1),
                        r -> r.atomics().async().increment("c", 1)),
                row(
                        "increment double",
                        "incrbyfloat",
                        r -> r.atomics().increment("c", 0.5),
                        r -> r.atomics().async().increment("c", 0.5)),
                row(
                        "increment with ttl",
                        "evalsha",
                        r -> r.atomics()
                                .withTtlForNewKeys(Duration.ofMinutes(1))
                                .increment("d", 1),
                        r -> r.atomics()
                                .async()
                                .withTtlForNewKeys(Duration.ofMinutes(1))
                                .increment("d", 1)),
                row(
                        "hash increment",
                        "hincrby",
                        r -> r.hashes().increment("c h", "n", 1),
                        r -> r.hashes().async().increment("c h", "n", 1)),
                row(
                        "hash increment double",
                        "hincrbyfloat",
                        r -> r.hashes().increment("c h", "n", 0.5),
                        r -> r.hashes().async().increment("c h", "n", 0.5)),
                row(
                        "hash remove",
                        "hdel",
                        r -> r.hashes().remove("h", "f"),
                        r -> r.hashes().async().remove("h", "f")),
                row(
                        "separate update",
                        "evalsha",
                        r -> r.atomics().withoutCombining().update("n", old -> "1"),
                        r -> r.atomics().async().withoutCombining().update("n", old -> "1")),
                row(
                        "set",
                        "set",
                        r -> run(() -> r.values(RAW).set("k", V)),
                        r -> r.values(RAW).async().set("k", V)),
                row(
                        "set with ttl",
                        "set",
                        r -> run(() -> r.values(RAW).set("k", V, Duration.ofMinutes(1))),
                        r -> r.values(RAW).async().set("k", V, Duration.ofMinutes(1))),
                row(
                        "setAll",
                        "mset",
                        r -> run(() -> r.values(RAW).setAll(Map.of("k", V))),
                        r -> r.values(RAW).async().setAll(Map.of("k", V))),
                row(
                        "setAll with ttl",
                        "evalsha",
                        r -> run(() -> r.values(RAW).setAll(Map.of("k", V), Duration.ofMinutes(1))),
                        r -> r.values(RAW).async().setAll(Map.of("k", V), Duration.ofMinutes(1))),
                row(
                        "pop",
                        "getdel",
                        r -> r.values(RAW).pop("k"),
                        r -> r.values(RAW).async().pop("k")),
                row(
                        "remove",
                        "unlink",
                        r -> r.values().remove("k"),
                        r -> r.values().async().remove("k")),
                row(
                        "removeAll",
                        "unlink",
                        r -> r.values().removeAll(List.of("k", "l")),
                        r -> r.values().async().removeAll(List.of("k", "l"))),
                row(
                        "hash set",
                        "hset",
                        r -> run(() -> r.hashes().set("h", Map.of("f", "v"))),
                        r -> r.hashes().async().set("h", Map.of("f", "v"))),
                row(
                        "hash set with ttl",
                        "evalsha",
                        r -> run(() -> r.hashes().set("h", Map.of("f", "v"), Duration.ofMinutes(1))),
                        r -> r.hashes().async().set("h", Map.of("f", "v"), Duration.ofMinutes(1))),
                row(
                        "update",
                        "evalsha",
                        r -> r.atomics().update("n", old -> "1"),
                        r -> r.atomics().async().update("n", old -> "1")),
                row(
                        "removeIf",
                        "evalsha",
                        r -> r.atomics().removeIf("n", "1"),
                        r -> r.atomics().async().removeIf("n", "1")));
    }

    private static Row row(
            String name,
            String command,
            Operation blocking,
            java.util.function.Function<DkRedis, CompletionStage<?>> async) {
        return new Row(
                name,
                command,
                blocking,
                r -> async.apply(r).toCompletableFuture().join());
    }

    private static Object run(Runnable operation) {
        operation.run();
        return "done";
    }

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = DkRedis.connect(proxy.uri().toString());
        // loads the scripts into the server, so that each operation is one command
        harmless().forEach(row -> row.blocking.on(redis));
        neverRepeated().forEach(row -> row.blocking.on(redis));
        redis.values().removeAll(List.of("k", "h", "n", "c", "d", "c h"));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void idempotentOperation_replyLost_isSentAgainAndSucceeds(Row row, RedisServer server, FaultProxy proxy) {
        for (Operation form : List.of(row.blocking, row.async)) {
            Object undisturbed = form.on(redis);
            server.resetStats();
            Fault lost = proxy.onNext(row.command).dropReply();

            assertThat(form.on(redis)).isEqualTo(undisturbed);

            assertThat(lost.times()).isOne();
            assertThat(server.calls(row.command)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("neverRepeated")
    void otherOperation_replyLost_runsOnceAndOutcomeIsUnknown(Row row, RedisServer server, FaultProxy proxy) {
        for (Operation form : List.of(row.blocking, row.async)) {
            server.resetStats();
            Fault lost = proxy.onNext(row.command).dropReply();

            assertThatThrownBy(() -> form.on(redis))
                    .satisfies(thrown -> assertThat(thrown instanceof CompletionException ? thrown.getCause() : thrown)
                            .isInstanceOf(OutcomeUnknownException.class)
                            .hasMessageContaining("was not sent again"));

            redis.ping(); // on the next connection
            assertThat(lost.times()).isOne();
            assertThat(server.calls(row.command)).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("neverRepeated")
    void otherOperation_connectionCutBeforeItArrives_outcomeIsUnknown(Row row, RedisServer server, FaultProxy proxy) {
        server.resetStats();
        proxy.onNext(row.command).cutBefore();

        assertThatThrownBy(() -> row.blocking.on(redis)).isInstanceOf(OutcomeUnknownException.class);

        redis.ping();
        assertThat(server.calls(row.command)).isZero();
    }

    @ParameterizedTest
    @MethodSource("neverRepeated")
    void otherOperation_whileReconnecting_runsOnce(Row row, RedisServer server, FaultProxy proxy) {
        server.resetStats();
        proxy.refuse();
        proxy.cut();
        Await.until(
                this::isDisconnected, Duration.ofSeconds(30)); // otherwise it could be written to the old connection
        Thread caller = new Thread(() -> row.blocking.on(redis));
        caller.start();
        Await.until(() -> caller.getState() == Thread.State.TIMED_WAITING, Duration.ofSeconds(30));

        proxy.accept();
        Await.until(() -> !caller.isAlive(), Duration.ofSeconds(30));

        assertThat(server.calls(row.command)).isOne();
    }

    private boolean isDisconnected() {
        try {
            return !redis.unwrap().isOpen();
        } catch (RedisUnavailableException e) {
            return true;
        }
    }
}

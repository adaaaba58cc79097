package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refusals by the server: each write fails with a typed error, with and without a script, and changes nothing. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ServerRefusalTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Map<String, Consumer<DkRedis>> WRITES = new LinkedHashMap<>();

    static {
        WRITES.put("set", r -> r.values().set("k", "new"));
        WRITES.put("set ttl", r -> r.values().set("k", "new", MINUTE));
        WRITES.put("setAll", r -> r.values().setAll(Map.of("k", "new")));
        WRITES.put("setAll ttl", r -> r.values().setAll(Map.of("k", "new"), MINUTE));
        WRITES.put("hash set", r -> r.hashes().set("h", Map.of("f", "new")));
        WRITES.put("hash set ttl", r -> r.hashes().set("h", Map.of("f", "new"), MINUTE));
        WRITES.put("update", r -> r.atomics().update("n", old -> "6"));
        WRITES.put("setMax", r -> r.atomics().setMax("n", 7));
        WRITES.put("setMin text", r -> r.atomics().setMin("n", "0"));
        WRITES.put(
                "async update",
                r -> r.atomics()
                        .async()
                        .update("n", old -> "6")
                        .toCompletableFuture()
                        .join());
        WRITES.put(
                "async set",
                r -> r.values().async().set("k", "new").toCompletableFuture().join());
    }

    private static final Map<String, Consumer<DkRedis>> REMOVALS = Map.of(
            "pop", r -> r.values(Codec.string()).pop("k"),
            "remove", r -> r.values().remove("k"),
            "removeAll", r -> r.values().removeAll(List.of("k", "h")),
            "removeIf", r -> r.atomics().removeIf("n", "5"));

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
        server.command("SET", "k", "old");
        server.command("HSET", "h", "f", "old");
        server.command("SET", "n", "5");
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static void assertUnchanged(RedisServer server) {
        assertThat(server.command("GET", "k")).isEqualTo("old");
        assertThat(server.command("HGET", "h", "f")).isEqualTo("old");
        assertThat(server.command("GET", "n")).isEqualTo("5");
        assertThat(server.command("PTTL", "k")).isEqualTo(-1L);
        assertThat(server.command("PTTL", "h")).isEqualTo(-1L);
    }

    private static @Nullable Throwable thrown(Consumer<DkRedis> call, DkRedis redis) {
        Throwable thrown = catchThrowable(() -> call.accept(redis));
        return thrown instanceof CompletionException e ? e.getCause() : thrown;
    }

    private void assertAll(Map<String, Consumer<DkRedis>> calls, Reason reason) {
        calls.forEach((name, call) -> assertThat(thrown(call, redis))
                .as(name)
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("nothing was changed"));
    }

    @Test
    void readOnlyReplica_eachWrite_isReadOnly(RedisServer server) {
        redis.hashes().set("warm", Map.of("a", "b"), MINUTE);
        server.command("DEL", "warm");
        server.command("REPLICAOF", "127.0.0.1", "1"); // nothing listens there, so the data stay
        try {
            assertAll(WRITES, Reason.READ_ONLY);
            assertAll(REMOVALS, Reason.READ_ONLY);
            assertThat(redis.values(Codec.string()).get("k")).contains("old");
            assertThat(redis.hashes().get("h")).isEqualTo(Map.of("f", "old"));
            assertThat(redis.hashes().field("h*", "f")).isEqualTo(Map.of("h", "old"));
            assertUnchanged(server);
        } finally {
            server.command("REPLICAOF", "NO", "ONE");
        }
        redis.values().set("k", "new");
    }

    @Test
    void outOfMemory_eachWrite_isOutOfMemoryAndRemovalsWork(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "1");

        assertAll(WRITES, Reason.OUT_OF_MEMORY);
        assertUnchanged(server);
        assertThat(redis.values(Codec.string()).get("k")).contains("old");
        assertThat(redis.atomics().removeIf("n", "5")).isTrue();
        assertThat(redis.values(Codec.string()).pop("k")).contains("old");
        assertThat(redis.values().remove("h")).isTrue();

        server.command("CONFIG", "SET", "maxmemory", "0");
        redis.values().set("k", "new");
    }

    @Test
    void cannotSave_eachWrite_saysSo(RedisServer server) throws IOException {
        Path file = Path.of(setting(server, "dir"), setting(server, "dbfilename"));
        server.command("CONFIG", "SET", "save", "3600 1");
        Files.createDirectory(file); // a directory with the name of the file makes saving fail
        try {
            server.command("BGSAVE");
            Await.until(
                    () -> String.valueOf(server.command("INFO", "persistence")).contains("rdb_last_bgsave_status:err"),
                    Duration.ofSeconds(20));

            WRITES.forEach((name, call) -> assertThat(thrown(call, redis))
                    .as(name)
                    .isInstanceOfSatisfying(
                            ServerErrorException.class,
                            e -> assertThat(e.code()).isEqualTo("MISCONF")));
            assertUnchanged(server);
        } finally {
            Files.delete(file);
            server.command("SAVE");
        }
        redis.values().set("k", "new");
    }

    private static String setting(RedisServer server, String name) {
        return String.valueOf(((List<?>) Objects.requireNonNull(server.command("CONFIG", "GET", name))).get(1));
    }

    @Test
    void noPermission_eachCall_saysSo(RedisServer server) {
        server.command("ACL", "SETUSER", "limited", "on", ">secret-word", "~allowed:*", "&*", "+@all");
        String uri = "redis://limited:secret-word@127.0.0.1:" + server.port();
        try (DkRedis limited = DkRedis.connect(uri)) {
            WRITES.forEach((name, call) -> assertThat(thrown(call, limited))
                    .as(name)
                    .isInstanceOfSatisfying(
                            ServerErrorException.class,
                            e -> assertThat(e.code()).isEqualTo("NOPERM"))
                    .hasMessageContaining("ACL"));
            REMOVALS.forEach((name, call) ->
                    assertThat(thrown(call, limited)).as(name).isInstanceOf(ServerErrorException.class));
            limited.values().set("allowed:k", "v");
            assertUnchanged(server);
        } finally {
            server.command("ACL", "DELUSER", "limited");
        }
    }

    @Test
    void noPermissionInsideAScript_saysSo(RedisServer server) {
        server.command("ACL", "SETUSER", "limited", "on", ">pw", "~*", "&*", "+@all", "-set", "-pexpire");
        try (DkRedis limited = DkRedis.connect("redis://limited:pw@127.0.0.1:" + server.port())) {
            for (String name : List.of("setAll ttl", "update", "setMax", "setMin text")) {
                assertThat(thrown(Objects.requireNonNull(WRITES.get(name)), limited))
                        .as(name)
                        .isInstanceOfSatisfying(
                                ServerErrorException.class,
                                e -> assertThat(e.code()).isEqualTo("NOPERM"));
            }
            assertUnchanged(server);
        } finally {
            server.command("ACL", "DELUSER", "limited");
        }
    }

    @Test
    void busyWithAScript_eachCall_isBusy(RedisServer server) {
        server.command("CONFIG", "SET", "lua-time-limit", "1");
        DkRedisBuilder patient = DkRedis.builder().uri(server.uri().toString()).timeout(Duration.ofSeconds(20));
        try (RespConnection other = server.connect();
                DkRedis waiting = patient.connect()) {
            other.send("EVAL", "while true do end", "0");
            List<Throwable> refusals = new ArrayList<>();
            Await.until(
                    () -> {
                        refusals.add(thrown(r -> r.values(Codec.string()).get("k"), waiting));
                        return refusals.get(refusals.size() - 1) instanceof RedisUnavailableException;
                    },
                    Duration.ofSeconds(20));
            WRITES.forEach((name, call) -> assertThat(thrown(call, waiting))
                    .as(name)
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BUSY)));
            server.command("SCRIPT", "KILL");
            assertThat(catchThrowable(other::read)).isInstanceOf(ErrorReplyException.class);
            assertUnchanged(server);
        }
    }

    @Test
    void message_ofARefusal_holdsNoValue(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "1");
        for (Consumer<DkRedis> call : List.<Consumer<DkRedis>>of(
                r -> r.values().set("k", "hunter2"),
                r -> r.hashes().set("h", Map.of("f", "hunter2")),
                r -> r.atomics().update("n", old -> "hunter2"),
                r -> r.atomics().setMax("n", "hunter2"))) {
            for (Throwable t = thrown(call, redis); t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("hunter2");
            }
        }
    }
}

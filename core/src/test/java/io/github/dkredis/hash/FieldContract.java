package io.github.dkredis.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.ManyHashes;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.OneServerOnly;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads one field of many hashes, in either style. {@link FieldStreamTest} covers the stream. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class FieldContract {

    private DkRedis redis;
    private HashesApi hashes;

    abstract HashesApi style(Hashes hashes);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        hashes = style(redis.hashes());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @OneServerOnly
    @Test
    void field_amongMany_findsEachHashThatHasIt(RedisServer server) {
        ManyHashes stored = ManyHashes.of(server, 5_000);

        assertThat(hashes.field("many:*", "f")).isEqualTo(stored.expected());
        assertThat(hashes.field("*", "f")).isEqualTo(stored.expected());
        assertThat(hashes.field("other:*", "f")).isEmpty();
        assertThat(hashes.field("many:*", "missing")).isEmpty();
        assertThat(server.calls("keys")).isZero();
        assertThat(server.calls("hgetall")).isZero();
    }

    @Test
    void field_emptyDatabase_isEmpty() {
        assertThat(hashes.field("*", "f")).isEmpty();
    }

    /** SCAN and single reads replace the script, and KEYS is still not used. */
    @OneServerOnly
    @Test
    void field_userWithoutScripts_findsTheSame(RedisServer server) {
        ManyHashes stored = ManyHashes.of(server, 3_000);
        server.command("ACL", "SETUSER", "reader", "on", ">pw", "~*", "&*", "+@all", "-@scripting");
        String uri = "redis://reader:pw@127.0.0.1:" + server.port();
        try (DkRedis reader =
                DkRedis.builder().uri(uri).keyPrefix(server.keyPrefix()).connect()) {
            HashesApi limited = style(reader.hashes());
            assertThat(limited.field("many:*", "f")).isEqualTo(stored.expected());
            assertThat(limited.field("many:1*", "f")).isNotEmpty();
            assertThat(limited.field("*", "missing")).isEmpty();
        } finally {
            server.command("ACL", "DELUSER", "reader");
        }
        assertThat(server.calls("keys")).isZero();
        assertThat(server.calls("scan")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "a:?, a:1 a:2",
        "a:[12], a:1 a:2",
        "a:[^1], a:2",
        "a:[1-2], a:1 a:2",
        "a\\:1, a:1",
        "st\\*r, st*r",
        "st*r, st*r star",
        "'sp ace', 'sp ace'",
        "{t}:*, {t}:1",
        "gr?n, ''",
        "gr??n, grün",
        "*ü*, grün",
        "a:1, a:1"
    })
    void field_patternWithSpecialCharacters_matchesAsScanDoes(String pattern, String expected) {
        for (String key : new String[] {"a:1", "a:2", "aa", "st*r", "star", "sp ace", "{t}:1", "grün", "line\nbreak"}) {
            hashes.set(key, Map.of("f", key));
        }
        Map<String, String> found = hashes.field(pattern, "f");

        assertThat(String.join(" ", found.keySet().stream().sorted().toList()))
                .isEqualTo(expected.equals("st*r star") ? "st*r star" : expected);
        assertThat(found).allSatisfy((key, value) -> assertThat(value).isEqualTo(key));
    }

    @OneServerOnly
    @Test
    void field_hashesAppearAndDisappear_findsThoseThatStay(RedisServer server) {
        ManyHashes stored = ManyHashes.of(server, 2_000);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> disturbing = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                String key = "many:passing:" + i % 500;
                switch (i % 4) {
                    case 0, 1 -> redis.hashes().set(key, Map.of("f", "passing"));
                    case 2 -> redis.values().remove("many:passing:" + (i * 7) % 500);
                    default -> redis.values().set("many:passing:" + (i * 3) % 500, "another type");
                }
            }
        });
        try {
            for (int i = 0; i < 5; i++) {
                Map<String, String> found = hashes.field("many:*", "f");
                assertThat(found).containsAllEntriesOf(stored.expected());
                found.forEach((key, value) -> assertThat(value)
                        .isEqualTo(
                                key.startsWith("many:passing")
                                        ? "passing"
                                        : stored.expected().get(key)));
            }
        } finally {
            done.set(true);
            disturbing.exceptionally(e -> null).join();
        }
    }
}

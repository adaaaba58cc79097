package io.github.dkredis.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.support.ManyHashes;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The stream of one field of many hashes is bounded and lazy, can be closed early, and occupies the server only
 * briefly.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class FieldStreamTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static long pages(RedisServer server) {
        return server.calls("evalsha") + server.calls("eval");
    }

    @Test
    void stream_toItsEnd_isTheMap(RedisServer server) {
        ManyHashes stored = ManyHashes.of(server, 4_000);
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
            Map<String, String> found = new HashMap<>();
            stream.forEach(entry -> found.put(entry.getKey(), entry.getValue()));

            assertThat(found).isEqualTo(stored.expected());
        }
    }

    /** Planted: the stream requested all pages in a loop; the first entry cost all of them. */
    @Test
    void stream_readSlowly_requestsOnePageAheadAtMost(RedisServer server) {
        ManyHashes.of(server, 4_000);
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
            server.resetStats();
            Iterator<Map.Entry<String, String>> entries = stream.iterator();
            for (int i = 1; i <= 2_000; i++) {
                entries.next();
                if (i % 20 == 0) {
                    // a page scans 200 keys, about 180 of which match
                    assertThat(pages(server)).isLessThanOrEqualTo(i / 100 + 4);
                }
            }
        }
    }

    @Test
    void stream_closedEarly_requestsNoMorePages(RedisServer server) {
        ManyHashes.of(server, 4_000);
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            for (int i = 0; i < 20; i++) {
                try (Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
                    assertThat(stream.limit(10)).hasSize(10);
                }
            }
            assertThat(pages(server)).isLessThanOrEqualTo(80);
            Await.until(() -> redis.toString().contains(", 0 in flight"), SOON, redis::toString);
        }
    }

    @Test
    void stream_neverRead_returnsItsPermit(RedisServer server, FaultProxy proxy) {
        ManyHashes.of(server, 1_000);
        try (DkRedis redis = connect(proxy, Duration.ofMillis(300))) {
            Fault silent = proxy.onEach("evalsha").swallowReplies();
            Stream<Map.Entry<String, String>> forgotten = redis.hashes().fieldStream("many:*", "f");
            assertThat(forgotten).isNotNull();
            Await.until(() -> redis.toString().contains(", 0 in flight"), SOON, redis::toString);
            silent.cancel();
        }
    }

    private static DkRedis connect(FaultProxy proxy, Duration timeout) {
        return DkRedis.builder().uri(proxy.uri().toString()).timeout(timeout).connect();
    }

    @Test
    void stream_connectionCutAtEachPage_goesOn(RedisServer server, FaultProxy proxy) {
        ManyHashes stored = ManyHashes.of(server, 2_000);
        try (DkRedis redis = DkRedis.connect(proxy.uri().toString())) {
            redis.hashes().field("none", "f");
            proxy.onNext("evalsha").dropReply();
            Map<String, String> found = new HashMap<>();
            try (Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
                Iterator<Map.Entry<String, String>> entries = stream.iterator();
                for (int i = 0; entries.hasNext(); i++) {
                    Map.Entry<String, String> entry = entries.next();
                    found.put(entry.getKey(), entry.getValue());
                    if (i == 300) {
                        proxy.onNext("evalsha").cutReplyAfter(500);
                    }
                }
            }
            assertThat(found).isEqualTo(stored.expected());
        }
    }

    @Test
    void stream_serverDies_throwsTyped(RedisServer server, FaultProxy proxy) {
        ManyHashes.of(server, 2_000);
        try (DkRedis redis = connect(proxy, Duration.ofSeconds(4)); // the first page comes from a server that is busy
                Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
            Iterator<Map.Entry<String, String>> entries = stream.iterator();
            entries.next();
            server.kill();

            assertThatThrownBy(() -> entries.forEachRemaining(entry -> {})).isInstanceOf(DkRedisException.class);
        }
    }

    @Test
    void stream_interrupted_throwsAndKeepsTheFlag(RedisServer server) {
        ManyHashes.of(server, 2_000);
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("many:*", "f")) {
            Iterator<Map.Entry<String, String>> entries = stream.iterator();
            entries.next();
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> entries.forEachRemaining(entry -> {})).isInstanceOf(DkRedisException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            redis.ping();
        }
    }

    /** The server measures each page with its own clock; no page may appear in its slow log. */
    @Test
    void walk_tenThousandKeys_occupiesTheServerBriefly(RedisServer server) {
        walk(10_000, server);
    }

    @Test
    @Tag("campaign")
    void walk_aHundredThousandKeys_occupiesTheServerBriefly(RedisServer server) {
        walk(100_000, server);
    }

    private static void walk(int keys, RedisServer server) {
        ManyHashes stored = ManyHashes.of(server, keys);
        server.command("CONFIG", "SET", "slowlog-log-slower-than", "10000");
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.hashes().field("none", "f");
            for (int attempt = 1; ; attempt++) {
                server.command("SLOWLOG", "RESET");
                assertThat(redis.hashes().field("many:*", "f")).hasSameSizeAs(stored.expected());
                List<?> slow = (List<?>) server.command("SLOWLOG", "GET", "10");
                if (slow == null || slow.isEmpty()) {
                    break; // otherwise try again, since a shared machine can suspend the server inside a command
                }
                assertThat(attempt).as("%s", slow).isLessThan(20);
            }
        }
        assertThat(server.calls("keys")).isZero();
    }
}

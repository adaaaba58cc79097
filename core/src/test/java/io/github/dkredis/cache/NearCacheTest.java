package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The near cache never serves a value that the server has reported as changed. Caught four planted bugs: epochs that
 * are not advanced (writes of this client), an invalidation of all keys that is ignored (FLUSHALL), a {@code clear}
 * that leaves near entries, entries without a deadline.
 */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@Timeout(60)
class NearCacheTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CacheOptions NEAR =
            CacheOptions.defaults().codec(Codec.string()).nearCache(1_000);

    private RedisServer server;
    private DkRedis redis;
    private DkRedis other;
    private NamedCache<String, String> near;
    private NamedCache<String, String> far;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
        other = ContractClient.connect(server);
        near = redis.cache("n", String.class, NEAR);
        far = other.cache("n", String.class, CacheOptions.defaults().codec(Codec.string()));
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    /** Waits until a value is served from the near cache, which needs a tracking session. */
    private void keep(NamedCache<String, String> cache, String key, String value) {
        Await.until(
                () -> {
                    long before = cache.stats().nearHits();
                    assertThat(cache.get(key)).contains(value);
                    return cache.stats().nearHits() > before;
                },
                SOON,
                () -> "never kept: " + cache.stats());
    }

    @Test
    void get_kept_costsNoCommand() {
        far.put("k", "1");
        keep(near, "k", "1");
        server.resetStats();
        for (int i = 0; i < 1_000; i++) {
            assertThat(near.get("k")).contains("1");
            assertThat(near.get("k", key -> null)).isEqualTo("1");
        }
        assertThat(server.calls("get") + server.calls("evalsha")).isZero();
        assertThat(near.stats().nearHits()).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void get_nullIsKept_costsNoCommand() {
        far.put("k", null);
        Await.until(
                () -> {
                    assertThat(near.find("k").isNull()).isTrue();
                    return near.stats().nearHits() > 0;
                },
                SOON);
    }

    @Test
    void change_byAnotherClient_isSeen() {
        for (int i = 0; i < 50; i++) {
            String value = "v" + i;
            far.put("k", value);
            Await.until(() -> near.get("k").equals(Optional.of(value)), SOON);
            keep(near, "k", value);
        }
        far.remove("k");
        Await.until(() -> near.get("k").isEmpty(), SOON);
    }

    @Test
    void change_byThisClient_isSeenAtOnce() {
        near.put("k", "0");
        keep(near, "k", "0");
        for (int i = 1; i <= 500; i++) {
            near.put("k", "v" + i);
            assertThat(near.get("k")).contains("v" + i);
            near.get("k");
        }
        near.remove("k");
        assertThat(near.find("k").isHit()).isFalse();
    }

    @Test
    void change_byThisClientWhileOthersRead_isSeenAtOnce() throws Exception {
        near.put("k", "0");
        keep(near, "k", "0");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicInteger written = new AtomicInteger();
        List<Thread> readers = IntStream.range(0, 3)
                .mapToObj(n -> new Thread(() -> {
                    try {
                        while (written.get() < 1_000) {
                            int before = written.get();
                            int seen = Integer.parseInt(near.get("k").orElseThrow());
                            assertThat(seen).isGreaterThanOrEqualTo(before);
                        }
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                }))
                .toList();
        readers.forEach(Thread::start);
        for (int i = 1; i <= 1_000; i++) {
            near.put("k", String.valueOf(i));
            written.set(i);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void flushall_dropsAll() {
        far.put("k", "1");
        keep(near, "k", "1");
        server.command("FLUSHALL");
        Await.until(() -> near.get("k").isEmpty(), SOON);
        far.put("k", "2");
        keep(near, "k", "2");
    }

    @Test
    void connectionsKilled_dropsAllAndKeepsAgain() {
        far.put("k", "1");
        keep(near, "k", "1");
        for (int i = 2; i < 5; i++) {
            for (String client : server.clients()) {
                server.command("CLIENT", "KILL", "ID", client.replaceAll("id=([0-9]+) .*", "$1"));
            }
            other.ping(); // is repeated over the next connection; a put is not
            far.put("k", String.valueOf(i));
            String value = String.valueOf(i);
            Await.until(() -> near.get("k").equals(Optional.of(value)), SOON);
            keep(near, "k", value);
        }
        far.put("k", "last");
        Await.until(() -> near.get("k").equals(Optional.of("last")), SOON);
    }

    @Test
    void serverRestartsEmpty_dropsAllAndKeepsAgain() {
        far.put("k", "1");
        keep(near, "k", "1");
        server.kill();
        server.restartEmpty();
        ContractClient.createUser(server);
        Await.until(() -> near.find("k").isHit() == false, SOON);
        other.ping(); // is repeated over the next connection; a put is not
        far.put("k", "2");
        keep(near, "k", "2");
    }

    @Test
    void trackingTableOverflows_stillSeesChanges() {
        server.command("CONFIG", "SET", "tracking-table-max-keys", "1");
        for (int i = 0; i < 100; i++) {
            far.put("k" + i, "1");
            near.get("k" + i);
        }
        for (int i = 0; i < 100; i++) {
            far.put("k" + i, "2");
        }
        for (int i = 0; i < 100; i++) {
            String key = "k" + i;
            Await.until(() -> near.get(key).equals(Optional.of("2")), SOON);
        }
    }

    @Test
    void entryExpires_isNotServedLonger() {
        NamedCache<String, String> exact = redis.cache("exact", String.class, NEAR.jitter(0));
        for (int i = 0; i < 3; i++) {
            keep(exact, put(exact, "k" + i), "1");
            long begin = System.nanoTime();
            String key = "k" + i;
            exact.put(key, "1", Duration.ofMillis(300));
            Await.until(() -> exact.get(key).isEmpty(), SOON);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(200), SOON);
        }
    }

    private static String put(NamedCache<String, String> cache, String key) {
        cache.put(key, "1");
        return key;
    }

    @Test
    void nearTtl_isShorterThanTheServers() {
        NamedCache<String, String> brief =
                redis.cache("brief", String.class, NEAR.nearCache(10, Duration.ofMillis(100)));
        brief.put("k", "1");
        keep(brief, "k", "1");
        long far = brief.stats().farHits();
        Await.until(
                () -> {
                    brief.get("k");
                    return brief.stats().farHits() > far;
                },
                SOON);
    }

    @Test
    void clear_byEitherClient_dropsAll() {
        far.put("k", "1");
        keep(near, "k", "1");
        near.clear();
        assertThat(near.find("k").isHit()).isFalse();
        far.put("k", "2");
        keep(near, "k", "2");
        far.clear();
        Await.until(() -> near.get("k").isEmpty(), SOON);
    }

    @Test
    void manyEntries_stayWithinTheBound() {
        NamedCache<String, String> small = redis.cache("small", String.class, NEAR.nearCache(100));
        for (int i = 0; i < 1_000; i++) {
            String key = "k" + i;
            small.get(key, k -> "v");
            small.get(key);
        }
        assertThat(small.operations().nearCache.size()).isLessThanOrEqualTo(100);
    }

    /** A former defect: entries were served after the client had been closed. */
    @Test
    void get_clientIsClosed_isRefused() {
        far.put("k", "1");
        keep(near, "k", "1");
        redis.close();
        assertThatThrownBy(() -> near.get("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> near.get("k", key -> "loaded")).isInstanceOf(IllegalStateException.class);
    }

    /**
     * A former defect: reads for a near cache went over the subscribed connection, which the server cuts at 32 MB of
     * replies. A connection that is silent because the machine is busy, and is replaced, does not count.
     */
    @Test
    void get_largeValues_loseNoConnection() throws Exception {
        AtomicInteger losses = new AtomicInteger();
        try (DkRedis client = ContractClient.builder(server)
                .timeout(Duration.ofSeconds(30))
                .listener(event -> {
                    if (event instanceof DkRedisEvent.ConnectionLost lost
                            && !lost.cause().contains("PING")) {
                        losses.incrementAndGet();
                    }
                })
                .connect()) {
            NamedCache<String, byte[]> large = client.cache(
                    "large",
                    byte[].class,
                    CacheOptions.defaults().codec(Codec.bytes()).nearCache(10));
            large.put("40 MB", new byte[40 << 20]);
            large.put("1 MB", new byte[1 << 20]);
            Await.until(
                    () -> {
                        large.find("warm");
                        return Warm.isTracked(large);
                    },
                    SOON);
            assertThat(large.get("40 MB"))
                    .hasValueSatisfying(value -> assertThat(value).hasSize(40 << 20));
            List<Thread> readers = new ArrayList<>();
            AtomicInteger read = new AtomicInteger();
            for (int i = 0; i < 80; i++) {
                Thread reader = new Thread(() -> {
                    EntryAddress address =
                            large.operations().keySpaces.current().await().address("1 MB");
                    if (large.operations().reader.read(address).await().isValue()) { // past the near cache
                        read.incrementAndGet();
                    }
                });
                readers.add(reader);
                reader.start();
            }
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(read).hasValue(80);
            assertThat(losses).hasValue(0);
        }
    }
}

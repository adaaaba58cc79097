package io.github.dkredis.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters count, with a real client and a real server. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class MicrometerMetricsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private MeterRegistry registry;
    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        registry = new SimpleMeterRegistry();
        redis = measured(server, Tags.empty());
    }

    @AfterEach
    void close() {
        redis.close();
        registry.close();
    }

    private DkRedis measured(RedisServer server, Tags tags) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(LIMIT) // nothing here is to end by time
                .metrics(new MicrometerMetrics(registry, tags))
                .connect();
    }

    /** The sum of the counters or gauges with these tags, or of the counts of the timers; 0 if there are none yet. */
    private double value(String name, String... tags) {
        return registry.find(name).tags(tags).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    private void awaitValue(double expected, String name, String... tags) {
        Await.until(() -> value(name, tags) == expected, LIMIT, () -> name + " is " + value(name, tags));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- commands

    @Test
    void commands_bothStyles_areTimedByOperation() throws Exception {
        redis.values().set("a", 1, LIMIT);
        redis.values().get("a", Integer.class);
        get(redis.values().async().get("a", Integer.class).toCompletableFuture());

        assertThat(value("dkredis.commands", "operation", "set", "outcome", "success"))
                .isEqualTo(1);
        awaitValue(2, "dkredis.commands", "operation", "get", "outcome", "success");
        assertThat(registry.get("dkredis.commands")
                        .tags("operation", "get")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void commands_refusedByRedis_areTimedAsRefused(RedisServer server) {
        server.command("RPUSH", "list", "1");

        assertThatThrownBy(() -> redis.values().get("list", Integer.class)).isInstanceOf(WrongTypeException.class);

        assertThat(value("dkredis.commands", "operation", "get", "outcome", "refused"))
                .isEqualTo(1);
        assertThat(value("dkredis.commands", "operation", "get", "outcome", "success"))
                .isZero();
    }

    @Test
    void connections_serverRestarts_lossAndReconnectAreCounted(RedisServer server) {
        awaitValue(1, "dkredis.connections.opened");
        assertThat(value("dkredis.clients")).isEqualTo(1);
        assertThat(value("dkredis.clients.connected")).isEqualTo(1);

        server.kill();
        awaitValue(0, "dkredis.clients.connected");
        server.restart();

        awaitValue(1, "dkredis.clients.connected");
        Await.until(() -> value("dkredis.connections.opened") >= 2, LIMIT);
        Await.until(() -> value("dkredis.connections.lost") >= 1, LIMIT); // each event is told by any thread
        Await.until(() -> value("dkredis.connections.outage") >= 1, LIMIT);
        Await.until(
                () -> registry.get("dkredis.connections.outage").timer().totalTime(TimeUnit.NANOSECONDS) > 0, LIMIT);
        redis.close();
        assertThat(value("dkredis.clients")).isZero();
        assertThat(value("dkredis.clients.connected")).isZero();
    }

    /** Planted once: the number of waiting threads instead. The gauge was 0 all the time. */
    @Test
    void inFlight_commandsUnderWay_areShown(RedisServer server) throws Exception {
        server.pause();
        CompletableFuture<Optional<Integer>> reading;
        try {
            reading = redis.values().async().get("a", Integer.class).toCompletableFuture();
            assertThat(value("dkredis.commands.inflight")).isEqualTo(1);
        } finally {
            server.resume();
        }

        assertThat(get(reading)).isEmpty();
        awaitValue(0, "dkredis.commands.inflight");
        assertThat(value("dkredis.callers.waiting")).isZero();
    }

    // ---- locks

    @Test
    void locks_acquiredReleasedAndTaken_areCounted(RedisServer server) {
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            redis.mutex("a").acquire().release();
            Lease elsewhere = other.mutex("a").acquire();
            assertThat(redis.mutex("a").tryAcquire()).isEmpty();
            elsewhere.release();
        }

        awaitValue(1, "dkredis.lock.wait", "outcome", "acquired");
        awaitValue(1, "dkredis.lock.wait", "outcome", "taken");
        awaitValue(1, "dkredis.lock.grants", "grant", "requested"); // told by another thread
        awaitValue(1, "dkredis.lock.hold");
        assertThat(value("dkredis.lock.lost")).isZero();
    }

    /** Planted once: a grant that counts only if the client did not own the key before. No pass was counted. */
    @Test
    void locks_passedOnWithinTheClient_areCounted() throws Exception {
        int acquired = 0;
        long begin = System.nanoTime();
        // a lock is passed on for 10 ms after its grant, which a slow machine may miss
        while (value("dkredis.lock.grants", "grant", "passed_on") == 0 && System.nanoTime() - begin < LIMIT.toNanos()) {
            Lease first = redis.mutex("a").acquire();
            CompletableFuture<Lease> waiting =
                    redis.mutex("a").async().acquire().toCompletableFuture();
            first.close();
            get(waiting).release();
            acquired += 2;
        }

        assertThat(value("dkredis.lock.grants", "grant", "passed_on")).isPositive();
        awaitValue(acquired, "dkredis.lock.grants");
        awaitValue(acquired, "dkredis.lock.hold");
        awaitValue(acquired, "dkredis.lock.wait", "outcome", "acquired");
    }

    @Test
    void locks_gotFromAnotherClient_areCounted(RedisServer server) throws Exception {
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            redis.mutex("warm").acquire().release();
            Lease elsewhere = other.mutex("a").acquire();
            CompletableFuture<Lease> waiting =
                    redis.mutex("a").async().acquire().toCompletableFuture();
            Await.until(
                    () -> server.command("LLEN", "dkredis:mutex-queue:{dkredis:mutex:a}")
                            .equals(1L),
                    LIMIT);
            elsewhere.release();
            get(waiting).release();
        }

        // by a message, or by the reply to a poll if the connection for messages came up late
        awaitValue(2, "dkredis.lock.grants"); // and the first lock
        assertThat(value("dkredis.lock.grants", "grant", "passed_on")).isZero();
    }

    @Test
    void locks_lost_areCountedAsLostOnly(RedisServer server) {
        Lease lease = redis.mutex("a").acquire();
        server.command("DEL", "dkredis:mutex:a");

        assertThatThrownBy(lease::renew).isInstanceOf(RuntimeException.class);

        awaitValue(1, "dkredis.lock.lost");
        lease.close();
        assertThat(value("dkredis.lock.hold")).isZero();
    }

    // ---- limits

    @Test
    void limits_decisions_areCounted() {
        redis.rateLimiter("api", Rate.of(1, Duration.ofHours(1))).tryAcquire();
        redis.rateLimiter("api", Rate.of(1, Duration.ofHours(1))).tryAcquire(); // Redis denies
        redis.rateLimiter("api", Rate.of(1, Duration.ofHours(1))).tryAcquire(); // known
        redis.rateLimiter("api", Rate.of(1, Duration.ofHours(1))).tryAcquire(Duration.ofMillis(1));
        redis.cooldown(List.of("mail"), LIMIT);
        redis.cooldown(List.of("mail"), LIMIT);

        assertThat(value("dkredis.limit.decisions", "limit", "rate", "decision", "allowed"))
                .isEqualTo(1);
        assertThat(value("dkredis.limit.decisions", "limit", "rate", "decision", "denied"))
                .isEqualTo(3);
        assertThat(value("dkredis.limit.decisions", "limit", "cooldown", "decision", "allowed"))
                .isEqualTo(1);
        assertThat(value("dkredis.limit.decisions", "limit", "cooldown", "decision", "denied"))
                .isEqualTo(1);
    }

    // ---- caches

    @Test
    void cache_readsLoadsAndPuts_areCountedUnderTheNamesOfMicrometer() {
        NamedCache<String, Integer> cache = redis.cache("numbers", Integer.class);
        cache.get("a", key -> 1);
        cache.get("a", key -> 2);
        cache.put("b", 3);
        assertThatThrownBy(() -> cache.get("c", key -> {
                    throw new IOException("no number");
                }))
                .isInstanceOf(LoadFailedException.class);

        assertThat(value("cache.gets", "cache", "numbers", "result", "hit")).isEqualTo(1);
        assertThat(value("cache.gets", "cache", "numbers", "result", "miss")).isEqualTo(2);
        assertThat(value("cache.load", "cache", "numbers", "result", "success")).isEqualTo(1);
        assertThat(value("cache.load", "cache", "numbers", "result", "failure")).isEqualTo(1);
        awaitValue(2, "cache.puts", "cache", "numbers"); // the fill is not waited for
        assertThat(value("dkredis.cache.hits", "cache", "numbers", "from", "redis"))
                .isEqualTo(1);
        assertThat(value("cache.size", "cache", "numbers")).isZero();
        assertThat(registry.get("cache.load.duration")
                        .tags("cache", "numbers")
                        .timeGauge()
                        .value(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void cache_near_hitsAndSizeAreShown() {
        NamedCache<String, Integer> cache = redis.cache(
                "near", Integer.class, CacheOptions.defaults().ttl(LIMIT).nearCache(100));
        cache.put("a", 1);

        Await.until(
                () -> cache.get("a").isPresent() && value("dkredis.cache.hits", "cache", "near", "from", "near") > 0,
                LIMIT);

        assertThat(value("cache.size", "cache", "near")).isEqualTo(1);
        assertThat(value("cache.puts", "cache", "near")).isEqualTo(1);
    }

    // ---- around it

    @Test
    void clients_withOneObject_areSummedUp(RedisServer server) {
        MicrometerMetrics shared = new MicrometerMetrics(registry, Tags.of("client", "both"));
        for (int i = 0; i < 2; i++) {
            try (DkRedis each = DkRedis.builder()
                    .uri(server.uri().toString())
                    .metrics(shared)
                    .connect()) {
                each.cache("numbers", Integer.class).get("a", key -> 1);
                each.ping();
            }
        }

        assertThat(value("dkredis.commands", "client", "both", "operation", "ping"))
                .isEqualTo(2);
        assertThat(value("cache.gets", "client", "both", "cache", "numbers", "result", "miss")
                        + value("cache.gets", "client", "both", "cache", "numbers", "result", "hit"))
                .isEqualTo(2);
        assertThat(value("dkredis.commands", "operation", "ping", "outcome", "success"))
                .isEqualTo(2); // not those of the other client
    }

    // ---- the docs

    private static String page() throws IOException {
        return Files.readString(Path.of("").toAbsolutePath().resolve("../docs/micrometer.md"));
    }

    @Test
    void docs_example_measures(RedisServer server) throws IOException {
        String uri = server.uri().toString();
        DkRedis redis = DkRedis.builder()
                .uri(uri)
                .metrics(new MicrometerMetrics(registry))
                .connect();
        redis.ping();
        redis.close();

        assertThat(value("dkredis.commands", "operation", "ping")).isPositive();
        assertThat(page()).contains("DkRedis.builder().uri(uri).metrics(new MicrometerMetrics(registry)).connect();");
    }

    @Test
    void docs_table_hasEveryMeterAndItsTags() throws IOException {
        redis.ping();
        redis.cache("numbers", Integer.class);
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `([^`]+)` \\| (counter|gauge|timer) \\|([^|]*)\\|")
                .matcher(page());
        while (row.find()) {
            documented.add(row.group(1) + " " + row.group(2) + " "
                    + row.group(3).replace("`", "").strip());
        }

        Set<String> registered = registry.getMeters().stream()
                .map(meter -> meter.getId().getName() + " "
                        + meter.getId().getType().name().toLowerCase(Locale.ROOT)
                        + " "
                        + meter.getId().getTags().stream()
                                .map(tag -> tag.getKey())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(registered);
    }
}

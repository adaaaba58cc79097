package io.github.dkredis.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tracing sees of a client, with a real server. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ObservationsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();
    private ObservationRegistry observations;
    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        redis = client(server, observations);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static DkRedis client(RedisServer server, ObservationRegistry observations) {
        MeterRegistry registry = new SimpleMeterRegistry();
        return DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(LIMIT)
                .metrics(new MicrometerMetrics(registry, Tags.empty(), observations))
                .connect();
    }

    private static String tag(Observation.Context context, String key) {
        KeyValue value = context.getLowCardinalityKeyValue(key);
        return value == null ? "none" : value.getValue();
    }

    private Observation.Context single(String name) {
        Await.until(() -> stopped.stream().anyMatch(context -> context.getName().equals(name)), LIMIT);
        List<Observation.Context> found = stopped.stream()
                .filter(context -> context.getName().equals(name))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /**
     * Planted once: a scope that stays open after the loader. The observation of the load was still current on the
     * caller's thread.
     */
    @Test
    void load_thatSucceeds_isObservedAroundTheLoaderAndBelowTheCaller() {
        NamedCache<String, String> cache = redis.cache("users", String.class);
        Observation caller = Observation.start("request", observations);
        CompletableFuture<String> inLoader = new CompletableFuture<>();

        caller.scoped(() -> {
            cache.get("ada", key -> {
                inLoader.complete(String.valueOf(
                        observations.getCurrentObservation().getContext().getName()));
                return "Ada";
            });
            assertThat(observations.getCurrentObservation()).isSameAs(caller);
            cache.get("ada", key -> "never");
        });
        caller.stop();

        Observation.Context load = single("dkredis.cache.load");
        assertThat(inLoader).isCompletedWithValue("dkredis.cache.load");
        assertThat(tag(load, "cache")).isEqualTo("users");
        assertThat(tag(load, "outcome")).isEqualTo("success");
        assertThat(load.getParentObservation()).isSameAs(caller);
    }

    @Test
    void load_thatFails_hasTheFailure() {
        NamedCache<String, String> cache = redis.cache("users", String.class);

        assertThatThrownBy(() -> cache.get("ada", key -> {
                    throw new IOException("no database");
                }))
                .isInstanceOf(LoadFailedException.class);

        Observation.Context load = single("dkredis.cache.load");
        assertThat(tag(load, "outcome")).isEqualTo("failure");
        assertThat(load.getError()).isNotNull();
    }

    /** The thread that has called an asynchronous loader is free again before its stage completes. */
    @Test
    void load_asynchronous_endsWithItsStage() throws Exception {
        NamedCache<String, String> cache = redis.cache("users", String.class);
        CompletableFuture<String> database = new CompletableFuture<>();
        CompletableFuture<Observation> called = new CompletableFuture<>();

        CompletableFuture<String> read = cache.async()
                .get("ada", key -> {
                    called.complete(observations.getCurrentObservation());
                    return database;
                })
                .toCompletableFuture();
        Observation load = called.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(stopped).isEmpty();
        database.complete("Ada");

        assertThat(read.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("Ada");
        assertThat(single("dkredis.cache.load")).isSameAs(load.getContext());
        assertThat(observations.getCurrentObservation()).isNull();
    }

    @Test
    void lockWaits_bothStyles_areObservedWithTheirOutcome() throws Exception {
        Lease lease = redis.mutex("report").acquire();
        assertThat(redis.mutex("report").tryAcquire()).isEmpty();
        assertThat(redis.mutex("report")
                        .async()
                        .tryAcquire()
                        .toCompletableFuture()
                        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .isEmpty();
        lease.close();

        Await.until(() -> stopped.size() == 3, LIMIT);
        assertThat(stopped).allMatch(context -> context.getName().equals("dkredis.lock.acquire"));
        assertThat(stopped)
                .extracting(context -> tag(context, "outcome"))
                .containsExactly("acquired", "taken", "taken");
        assertThat(stopped)
                .allMatch(context -> String.valueOf(context.getHighCardinalityKeyValue("lock"))
                        .contains("report"));
    }

    @Test
    void observations_notAskedFor_areNotMade(RedisServer server) {
        try (DkRedis silent = client(server, ObservationRegistry.NOOP)) {
            silent.mutex("report").acquire().close();
            silent.cache("users", String.class).get("grace", key -> "Grace");
        }

        assertThat(stopped).isEmpty();
    }
}

package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Caches with a loader. The test of two refreshes covers a former defect: a refresh that read the entry after its wait
 * for another client was served the old value.
 */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        servers = RedisTest.Servers.FIRST)
@Timeout(60)
class LoadingCacheTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicInteger loads = new AtomicInteger();

    private DkRedis redis;
    private DkRedis other;
    private NamedCache<Long, String> cache;
    private LoadingCache<Long, String> loading;

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        other = ContractClient.connect(server);
        cache = redis.cache("names", Long.class, String.class);
        loading = cache.loading(this::load);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private String load(Long id) throws IOException {
        if (id < 0) {
            throw new IOException("no such id");
        }
        return id + " v" + loads.incrementAndGet();
    }

    @Test
    void get_missingEntry_isLoadedOnce() {
        assertThat(loading.get(1L)).isEqualTo("1 v1");
        assertThat(loading.get(1L)).isEqualTo("1 v1");
        assertThat(loading.async().get(1L)).succeedsWithin(SOON).isEqualTo("1 v1");
        assertThat(loading.async().get(2L)).succeedsWithin(SOON).isEqualTo("2 v2");
        assertThat(loading.cache()).isSameAs(cache);
        assertThatThrownBy(() -> loading.get(-1L))
                .isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void getAll_missingEntries_areLoadedOneByOneOrInBulk() {
        assertThat(loading.getAll(List.of(1L, 2L))).isEqualTo(Map.of(1L, "1 v1", 2L, "2 v2"));
        LoadingCache<Long, String> bulk = cache.loading(this::load, ids -> {
            loads.incrementAndGet();
            return ids.stream().collect(Collectors.toMap(id -> id, id -> id + " bulk"));
        });
        assertThat(bulk.getAll(List.of(1L, 3L, 4L))).isEqualTo(Map.of(1L, "1 v1", 3L, "3 bulk", 4L, "4 bulk"));
        assertThat(bulk.async().getAll(List.of(5L, 6L)))
                .succeedsWithin(SOON)
                .isEqualTo(Map.of(5L, "5 bulk", 6L, "6 bulk"));
        assertThat(loads).hasValue(4);
    }

    @Test
    void refresh_presentOrMissingEntry_isLoadedAndStored() {
        assertThat(loading.refresh(1L)).isEqualTo("1 v1");
        assertThat(cache.get(1L)).contains("1 v1");
        assertThat(loading.refresh(1L)).isEqualTo("1 v2");
        assertThat(loading.async().refresh(1L)).succeedsWithin(SOON).isEqualTo("1 v3");
        assertThat(cache.get(1L)).contains("1 v3");
        assertThat(other.cache("names", Long.class, String.class).get(1L)).contains("1 v3");
    }

    @Test
    void refresh_loaderFails_leavesTheOldEntry() {
        cache.put(-1L, "old");
        assertThatThrownBy(() -> loading.refresh(-1L)).hasCauseInstanceOf(IOException.class);
        assertThat(loading.async().refresh(-1L)).failsWithin(SOON);
        assertThat(cache.get(-1L)).contains("old");
    }

    @Test
    void refresh_whileItRuns_othersAreServedTheOldValueAndAnInvalidationVoidsIt() throws Exception {
        cache.put(1L, "old");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LoadingCache<Long, String> slow = cache.loading(id -> {
            running.countDown();
            goOn.await();
            return "refreshed";
        });
        var refresh = Background.run(() -> slow.refresh(1L));
        running.await();
        assertThat(loading.get(1L)).isEqualTo("old");
        assertThat(cache.remove(1L)).isTrue();
        goOn.countDown();
        assertThat(refresh.get(10, TimeUnit.SECONDS)).isEqualTo("refreshed");
        Await.until(() -> cache.stats().voidedFills() == 1, SOON);
        assertThat(cache.find(1L).isHit()).isFalse();
    }

    @Test
    void refresh_whileAnotherClientLoads_waitsAndThenLoadsAnew() throws Exception {
        cache.put(1L, "old");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LoadingCache<Long, String> slow = cache.loading(id -> {
            running.countDown();
            goOn.await();
            return "first";
        });
        NamedCache<Long, String> there = other.cache("names", Long.class, String.class);
        var first = Background.run(() -> slow.refresh(1L));
        running.await();
        var second = Background.run(() ->
                there.loading(id -> id + " second " + loads.incrementAndGet()).refresh(1L));
        Await.until(() -> there.stats().waits() > 0, SOON);
        assertThat(loads).hasValue(0);
        goOn.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("1 second 1");
        assertThat(there.get(1L)).contains("1 second 1");
    }
}

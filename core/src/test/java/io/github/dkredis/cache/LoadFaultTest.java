package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Loads that end early, fail, or run while Redis is away. Each covers a former defect of the client, so one server is
 * enough; {@link CacheTest} and {@link BulkLoadTest} run the scripts on every server.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class LoadFaultTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Longer than a thread of these tests, or of the client, may be stopped. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Waits are in vain, so they are short. */
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    private static final int WAKE_UPS = 300;

    /** Leases stand for far longer than the tests wait, so that a lease that is left behind is found. */
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).jitter(0).fillLease(Duration.ofMinutes(10));

    private RedisServer server;
    private FaultProxy proxy;
    private DkRedis redis;
    private DkRedis other;
    private NamedCache<String, String> cache;
    private NamedCache<String, String> there;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        other = DkRedis.connect(server.uri().toString());
        there = other.cache("c", String.class, TEXT);
        teachScripts();
        connect(PATIENT);
    }

    /** Makes the server know the scripts of loads, so that each of them runs when it is sent for the first time. */
    private void teachScripts() {
        there.get("warm", key -> "up");
        assertThatThrownBy(() -> there.get("k", key -> {
                    throw new IllegalStateException("no database");
                }))
                .hasMessage("no database");
        Await.until(() -> leases().isEmpty(), SOON);
    }

    private void connect(Duration timeout) {
        redis = DkRedis.builder().uri(proxy.uri().toString()).timeout(timeout).connect();
        cache = redis.cache("c", String.class, TEXT);
        Warm.up(server, cache); // so that the next command is that of the operation under test
    }

    private void reconnect(Duration timeout) {
        redis.close();
        connect(timeout);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private void assertNothingIsHeld() {
        // a lease ends in Redis before the client ends the flight
        Await.until(() -> leases().isEmpty() && cache.operations().singleFlight.size() == 0, SOON);
    }

    private List<?> leases() {
        return (List<?>) server.command("KEYS", "dkredis:cache-fill:*");
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- leases without a holder

    @Test
    void get_interruptedWhileTheLeaseIsRequested_leavesNoLease() throws Exception {
        for (int i = 0; i < 10; i++) {
            String key = "k" + i;
            Fault held = proxy.onEach("EVALSHA").holdReply(); // also if it is sent again, over another connection
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    cache.get(key, k -> "never");
                    failure.complete(new AssertionError());
                } catch (OperationInterruptedException e) {
                    failure.complete(e);
                }
            });
            caller.start();
            held.await(SOON);
            caller.interrupt();
            assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(OperationInterruptedException.class);
            held.release();
            assertNothingIsHeld();
            assertThat(there.get(key, k -> "there")).isEqualTo("there");
        }
    }

    @Test
    void get_leaseIsGrantedTooLate_leavesNoLease() {
        reconnect(IMPATIENT);
        NamedCache<String, String> strict =
                redis.cache("strict", String.class, TEXT.whenUnavailable(UnavailablePolicy.FAIL));
        Warm.up(server, strict);
        Fault held = proxy.onEach("EVALSHA").holdReply();
        assertThatThrownBy(() -> strict.get("k", k -> "never")).isInstanceOf(RedisUnavailableException.class);
        held.release();
        assertNothingIsHeld();
    }

    @Test
    void asyncGet_cancelledWhileTheLeaseIsRequested_leavesNoLeaseAndLoadsNothing() {
        AtomicInteger loads = new AtomicInteger();
        Fault held = proxy.onEach("EVALSHA").holdReply();
        CompletableFuture<String> stage = cache.async()
                .get("k", k -> {
                    loads.incrementAndGet();
                    return CompletableFuture.completedFuture("never");
                })
                .toCompletableFuture();
        held.await(SOON);
        stage.cancel(true);
        held.release();
        assertNothingIsHeld();
        assertThat(loads).hasValue(0);
    }

    /** A former defect: a fill that was not answered in time, and had not run, left its lease. */
    @Test
    void fill_isNotAnsweredInTime_leaseIsGivenBack() {
        reconnect(IMPATIENT);
        AtomicReference<Fault> held = new AtomicReference<>();
        assertThat(cache.get("k", key -> {
                    server.command("SCRIPT", "FLUSH"); // the fill's script has to be sent a second time, and is not
                    assertThatThrownBy(() -> there.get(
                                    "other",
                                    k -> { // this makes the server know the script to abandon
                                        throw new IllegalStateException("no database");
                                    }))
                            .hasMessage("no database");
                    Await.until(() -> leases().size() == 1, SOON); // that script has run
                    held.set(proxy.onNext("EVALSHA").holdReply());
                    return "v";
                }))
                .isEqualTo("v");
        assertNothingIsHeld();
        held.get().release();
    }

    // ---- without Redis

    @Test
    void get_redisIsBack_joinsNoLoadThatBeganWithoutIt() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        reconnect(Duration.ofSeconds(3));
        proxy.refuse();
        proxy.cut();
        CompletableFuture<String> away = Background.run(() -> cache.get("k", key -> {
            loading.countDown();
            uninterrupted(goOn);
            return "old";
        }));
        loading.await();
        proxy.accept();
        Await.until(() -> isReachable(), SOON);
        there.remove("k"); // what is being loaded is old from now on

        // neither an old value, nor a wait for a loader that hangs
        assertThat(cache.get("k", key -> "new")).isEqualTo("new");
        goOn.countDown();
        assertThat(away.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        assertThat(cache.get("k")).contains("new");
    }

    private boolean isReachable() {
        try {
            redis.ping();
            return true;
        } catch (RedisUnavailableException e) {
            return false;
        }
    }

    @Test
    void asyncGet_redisIsAway_waitsForAPermit() {
        reconnect(IMPATIENT);
        NamedCache<String, String> narrow = redis.cache("narrow", String.class, TEXT.loaderConcurrency(1));
        Warm.up(server, narrow);
        proxy.refuse();
        proxy.cut();
        CompletableFuture<String> first = new CompletableFuture<>();
        AtomicInteger begun = new AtomicInteger();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(narrow.async()
                    .get("k" + i, key -> {
                        begun.incrementAndGet();
                        return first;
                    })
                    .toCompletableFuture());
        }
        Await.until(
                () -> begun.get() == 1 && narrow.stats().loadsWhileAway() == 5,
                SOON,
                () -> begun + " loads, " + narrow.stats() + all);
        assertThat(begun).hasValue(1);
        first.complete("v");
        all.forEach(one -> assertThat(one).succeedsWithin(SOON).isEqualTo("v"));
    }

    /** Loads without Redis are shared by the callers of a client too. */
    @Test
    void get_redisIsAway_allCallersOfTheClientShareOneLoad() throws Exception {
        reconnect(IMPATIENT);
        proxy.refuse();
        proxy.cut();
        // as long as the generation is tracked, a caller may wait twice: for a read, and then for the load
        Await.until(() -> !isReachable() && !Warm.isTracked(cache), SOON);
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        long waitsBefore = cache.stats().waits();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Background.run(() -> cache.get("k", key -> {
                loads.incrementAndGet();
                uninterrupted(goOn);
                return "v";
            })));
            all.add(cache.async()
                    .get(
                            "k",
                            key -> CompletableFuture.supplyAsync(() -> {
                                loads.incrementAndGet();
                                uninterrupted(goOn);
                                return "v";
                            }))
                    .toCompletableFuture());
        }
        // each caller has failed to reach Redis by itself before it waits for the load
        Await.until(
                () -> loads.get() == 1 && cache.stats().waits() - waitsBefore == all.size() - 1,
                SOON,
                () -> loads + " loads, " + cache.stats());
        goOn.countDown();
        for (CompletableFuture<String> one : all) {
            assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        }
        assertThat(loads).hasValue(1);
    }

    // ---- overload

    @Test
    void get_clientIsOverloaded_failsInsteadOfLoading() {
        try (DkRedis narrow =
                DkRedis.builder().uri(proxy.uri().toString()).maxInFlight(1).connect()) {
            NamedCache<String, String> full = narrow.cache("c", String.class, TEXT);
            Warm.up(server, full);
            Fault held = proxy.onEach("GET").holdReply();
            CompletableFuture<?> inside = narrow.values().async().get("x").toCompletableFuture();
            held.await(SOON);
            AtomicInteger loads = new AtomicInteger();
            assertThat(full.async().get("k", key -> {
                        loads.incrementAndGet();
                        return CompletableFuture.completedFuture("loaded");
                    }))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("in flight");
            assertThat(loads).hasValue(0);
            held.release();
            assertThat(inside).succeedsWithin(SOON);
        }
    }

    // ---- failures of loaders

    @Test
    void get_loaderFailsWithATimeoutOfAnotherCache_runsOnceForAllCallers() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        List<CompletableFuture<Throwable>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Background.run(() -> {
                try {
                    cache.get("k", key -> {
                        runs.incrementAndGet();
                        uninterrupted(goOn);
                        throw new LoadTimeoutException("of another cache", Duration.ofSeconds(1));
                    });
                    return new AssertionError();
                } catch (LoadTimeoutException e) {
                    return e;
                }
            }));
        }
        Await.until(() -> cache.stats().waits() == 9, SOON);
        goOn.countDown();
        for (CompletableFuture<Throwable> one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS)).hasMessageContaining("of another cache");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void rememberedFailure_withWindows_isNeverAValueAndEndsWithItsTtl() {
        CacheOptions both = TEXT.errorTtl(Duration.ofMinutes(1))
                .staleWindow(Duration.ofMinutes(5))
                .staleOnError(Duration.ofMinutes(5));
        NamedCache<String, String> failing = redis.cache("failing", String.class, both);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> failing.get("k", key -> {
                        throw new IllegalStateException("no database");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> failing.get("k", key -> "loaded")).isInstanceOf(CachedFailureException.class);
            assertThatThrownBy(() -> failing.getAll(List.of("k", "l"), keys -> Map.of("l", "x")))
                    .isInstanceOf(CachedFailureException.class);
            String entry = String.valueOf(failures().get(0));
            assertThat((Long) server.command("PTTL", entry)).isBetween(1L, 60_000L); // without the windows
            server.command("PEXPIRE", entry, "1"); // as if that time had passed
            Await.until(() -> failures().isEmpty(), SOON);
        }
        assertThat(failing.get("k", key -> "loaded")).isEqualTo("loaded");
        assertNothingIsHeld();
    }

    private List<?> failures() {
        return (List<?>) server.command("KEYS", "dkredis:cache:failing:*:k");
    }

    @Test
    void get_waitsInVain_isServedTheValueThatIsKeptForErrors() throws Exception {
        CacheOptions kept = TEXT.ttl(Duration.ofMillis(50))
                .staleOnError(Duration.ofMinutes(5))
                .loadTimeout(Duration.ofMillis(500));
        NamedCache<String, String> here = redis.cache("kept", String.class, kept);
        NamedCache<String, String> elsewhere = other.cache("kept", String.class, kept);
        here.put("k", "old");
        Await.until(() -> !here.find("k").isHit(), SOON);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> first = Background.run(() -> elsewhere.get("k", key -> {
            loading.countDown();
            uninterrupted(goOn);
            return "new";
        }));
        loading.await();
        CompletableFuture<String> second = Background.run(() -> here.get("k", key -> "mine"));
        CompletableFuture<String> third = Background.run(() -> here.get("k", key -> "mine"));
        assertThat(here.getAll(List.of("k"), keys -> Map.of("k", "mine"))).containsEntry("k", "old");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        goOn.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("new");
    }

    // ---- values and counts

    @Test
    void bytes_thatBeginLikeTheCachesOwnMarks_areReadAsTheyWereStored() {
        NamedCache<String, byte[]> bytes =
                redis.cache("bytes", byte[].class, CacheOptions.defaults().codec(Codec.bytes()));
        for (int mark : new int[] {'n', 'f', 'v', 'x'}) {
            for (byte[] value : List.of(
                    new byte[] {(byte) 0xff, 'd', 'k', (byte) mark},
                    new byte[] {(byte) 0xff, 'd', 'k', (byte) mark, 1, 2},
                    new byte[] {(byte) 0xff, 'd', 'k'})) {
                bytes.put("k", value);
                assertThat(bytes.get("k"))
                        .hasValueSatisfying(found -> assertThat(found).isEqualTo(value));
                bytes.remove("k");
                assertThat(bytes.get("k", key -> value)).isEqualTo(value);
                assertThat(bytes.get("k", key -> new byte[0])).isEqualTo(value);
            }
        }
        bytes.put("null", null);
        assertThat(bytes.find("null").isNull()).isTrue();
    }

    @Test
    void asyncGet_leaderOfAFlight_completesOnTheClientsExecutor() throws Exception {
        CompletableFuture<String> loaded = new CompletableFuture<>();
        CompletableFuture<String> where = new CompletableFuture<>();
        CountDownLatch loading = new CountDownLatch(1);
        cache.async()
                .get("k", key -> {
                    loading.countDown();
                    return loaded;
                })
                .thenRun(() -> where.complete(Thread.currentThread().getName()));
        loading.await();
        new Thread(() -> loaded.complete("v"), "loader").start();
        assertThat(where.get(10, TimeUnit.SECONDS)).startsWith("dkredis-");
    }

    @Test
    void waits_anotherClientLoadsForLong_countOnce() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> first = Background.run(() -> there.get("k", key -> {
            loading.countDown();
            uninterrupted(goOn);
            return "v";
        }));
        loading.await();
        CompletableFuture<String> second = Background.run(() -> cache.get("k", key -> "mine"));
        Await.until(() -> cache.stats().waits() == 1, SOON);
        for (int i = 0; i < 3; i++) { // each makes the waiting caller read again
            long before = server.calls("get");
            notifyWaiters();
            Await.until(() -> server.calls("get") > before, SOON);
        }
        goOn.countDown();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("v");
        first.get(10, TimeUnit.SECONDS);
        assertThat(cache.stats().waits()).isEqualTo(1);
    }

    /**
     * Two former defects: each wait added to the depth of the caller's stack; and the commands of all rounds together
     * had one time limit, so that a caller who was woken often loaded as if Redis were away.
     */
    @Test
    void waits_anotherClientLoads_manyWakeUps_takeNoStack() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> first = Background.run(() -> there.get("k", key -> {
            loading.countDown();
            uninterrupted(goOn);
            return "v";
        }));
        loading.await();
        CompletableFuture<Integer> depth = new CompletableFuture<>();
        CompletableFuture<String> second = cache.async()
                .get("k", key -> CompletableFuture.completedFuture("mine"))
                .toCompletableFuture();
        // registered before the end, so that it runs where the operation has arrived then
        CompletableFuture<?> measured = second.whenComplete(
                (value, failure) -> depth.complete(Thread.currentThread().getStackTrace().length));
        long before = server.calls("evalsha");
        Await.until(
                () -> {
                    notifyWaiters();
                    return measured.isDone() || server.calls("evalsha") - before >= WAKE_UPS;
                },
                SOON);
        goOn.countDown();
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(depth.get(20, TimeUnit.SECONDS)).isLessThan(WAKE_UPS / 2);
        first.get(20, TimeUnit.SECONDS);
    }

    private void notifyWaiters() {
        String entry =
                cache.operations().keySpaces.current().await().address("k").redisKey();
        for (Object channel : (List<?>) server.command("PUBSUB", "CHANNELS", "dkredis:inbox:*")) {
            server.command("PUBLISH", String.valueOf(channel), "cache " + entry);
        }
    }
}

package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A call that is interrupted, cancelled or out of time at any step leaves nothing behind: afterwards every key can be
 * loaded at once, in this client and in another. Two former defects: a bulk load that did not end its flights, and a
 * request for a fill lease that was not abandoned when it was given up.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(120)
class AbandonedLoadTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    /**
     * How long leases and tombstones stand: far longer than the test waits, so that one that is left behind is found.
     */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final int KEYS = 40;
    private static final CacheOptions OPTIONS = CacheOptions.defaults()
            .codec(Codec.string())
            .ttl(Duration.ofMillis(40))
            .staleWindow(Duration.ofMillis(20))
            .fillLease(LONG)
            .loadTimeout(Duration.ofMillis(300));

    @Test
    void calls_givenUpAtAnyStep_leaveNothingBehind(RedisServer server, FaultProxy proxy) throws Exception {
        run(server, proxy, 3_000);
    }

    @Test
    @Tag("campaign")
    void calls_givenUpAtAnyStepForLong_leaveNothingBehind(RedisServer server, FaultProxy proxy) throws Exception {
        run(server, proxy, 200_000);
    }

    private static void run(RedisServer server, FaultProxy proxy, int calls) throws Exception {
        long seed = System.nanoTime();
        System.out.println("AbandonedLoadTest: seed " + seed);
        try (DkRedis redis = DkRedis.builder()
                        .uri(proxy.uri().toString())
                        .timeout(Duration.ofSeconds(3))
                        .connect();
                DkRedis other = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> cache = redis.cache("c", String.class, OPTIONS);
            NamedCache<String, String> there = other.cache("c", String.class, OPTIONS);
            proxy.delay(Direction.REPLIES, Duration.ofMillis(1));
            AtomicInteger left = new AtomicInteger(calls);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Caller caller = new Caller(redis, cache, new Random(seed + i), left);
                threads.add(new Thread(caller, "caller-" + i));
            }
            threads.forEach(Thread::start);
            Random random = new Random(~seed);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                LockSupport.parkNanos(random.nextInt(1_000_000)); // the pace of interrupts, not a wait
                threads.get(random.nextInt(threads.size())).interrupt();
            }
            proxy.delay(Direction.REPLIES, Duration.ZERO);
            assertAllCanBeLoaded(seed, server, cache, there);
        }
    }

    private static void assertAllCanBeLoaded(
            long seed, RedisServer server, NamedCache<String, String> cache, NamedCache<String, String> there) {
        awaitNoLease(seed, server);
        Await.until(
                () -> cache.operations().singleFlight.size() == 0, SOON, () -> "seed " + seed + ": flights are left");
        for (int k = 0; k < KEYS; k++) {
            String key = "k" + k;
            there.remove(key);
            assertThat(cache.get(key, x -> "here")).as("seed " + seed).isEqualTo("here");
            cache.remove(key);
            assertThat(there.get(key, x -> "there")).as("seed " + seed).isEqualTo("there");
        }
        awaitNoLease(seed, server);
    }

    /**
     * The messages that end leases are not awaited by the callers that send them, so they may arrive a little later.
     * Leases and tombstones that are left behind stand for far longer than this waits.
     */
    private static void awaitNoLease(long seed, RedisServer server) {
        Await.until(
                () -> leases(server).isEmpty(),
                SOON,
                () -> "seed " + seed + ": " + leases(server) + " are left behind");
    }

    /** Leases and tombstones; the pauses after failed refreshes, which are under the same keys, hold up no load. */
    private static List<String> leases(RedisServer server) {
        return ((List<?>) server.command("KEYS", "dkredis:cache-fill:*"))
                .stream()
                        .map(key -> key + "=" + server.command("GET", String.valueOf(key)))
                        .filter(lease -> !lease.endsWith("=null") && !lease.contains("=b:"))
                        .toList();
    }

    /** Makes calls of every kind; some of them it gives up by itself. */
    private static final class Caller implements Runnable {

        private final CacheInvalidator invalidator;
        private final NamedCache<String, String> cache;
        private final Random random;
        private final AtomicInteger left;

        Caller(DkRedis redis, NamedCache<String, String> cache, Random random, AtomicInteger left) {
            this.invalidator = redis.invalidator().transactionLimit(LONG);
            this.cache = cache;
            this.random = random;
            this.left = left;
        }

        @Override
        public void run() {
            while (left.decrementAndGet() >= 0) {
                try {
                    call(random.nextInt(10));
                } catch (Exception e) {
                    Thread.interrupted(); // interrupted, out of time, or the loader's failure: all are expected
                }
            }
            Thread.interrupted();
        }

        private void call(int kind) throws Exception {
            String key = "k" + random.nextInt(KEYS);
            switch (kind) {
                case 0 -> cache.get(key, this::load);
                case 1, 2 -> cache.getAll(keys(), this::loadAll);
                case 3 -> cache.put(key, "put");
                case 4 -> cache.remove(key);
                case 5 -> invalidator.saving(() -> List.of(cache.entry(key)), () -> load(key));
                case 6 -> {
                    if (random.nextInt(20) == 0) {
                        cache.clear();
                    }
                }
                case 7 -> giveUp(cache.async().get(key, k -> stage(k, this::load)));
                case 8 -> giveUp(cache.async().getAll(keys(), missing -> stage(missing, this::loadAll)));
                default ->
                    giveUp(invalidator
                            .async()
                            .saving(() -> List.of(cache.entry(key)), () -> CompletableFuture.completedStage("saved")));
            }
        }

        private List<String> keys() {
            return random.ints(8, 0, KEYS).mapToObj(n -> "k" + n).toList();
        }

        private void giveUp(CompletionStage<?> stage) {
            LockSupport.parkNanos(random.nextInt(3_000_000)); // any step of the call
            if (random.nextBoolean()) {
                stage.toCompletableFuture().cancel(true);
            } else {
                stage.toCompletableFuture().join();
            }
        }

        private <A, R> CompletionStage<R> stage(A argument, Function<A, R> loader) {
            return CompletableFuture.supplyAsync(() -> loader.apply(argument));
        }

        private String load(String key) {
            work();
            return "loaded";
        }

        private Map<String, String> loadAll(Set<String> keys) {
            work();
            return keys.stream().collect(Collectors.toMap(key -> key, key -> "loaded"));
        }

        /** Sometimes longer than the others wait for it; sometimes in vain. */
        private void work() {
            int n = Math.floorMod(System.nanoTime() >> 4, 100);
            LockSupport.parkNanos(n == 0 ? 400_000_000 : n * 20_000L);
            if (n > 90) {
                throw new IllegalStateException("no database");
            }
        }
    }
}

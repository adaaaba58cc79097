package io.github.dkredis.benchmarks.guard;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.guard.Figures.Kind;
import io.github.dkredis.benchmarks.harness.CommandMonitor;
import io.github.dkredis.benchmarks.harness.ProcessCost;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Counts what each operation costs, on a server of its own. The JVM has to run without the optimizing compiler, which
 * removes allocations sooner or later depending on the machine.
 */
public final class Guard {

    private static final int WARM_UPS = 300;
    private static final int COUNTED = 200;
    private static final int BATCHES = 5;
    private static final int DELAYED = 4;
    private static final int CALLERS = 16;
    private static final int ROUNDS = 20;

    /** Much longer than an operation takes on a busy machine. */
    private static final Duration DELAY = Duration.ofMillis(60);

    private final AtomicInteger number = new AtomicInteger();

    /** {@return the figures of all operations of the product} */
    public Figures count() throws Exception {
        Map<String, Map<Kind, Double>> all = new TreeMap<>();
        try (RedisServer server = BenchServer.start();
                RoundTripMeter meter = RoundTripMeter.to(server.uri().toString());
                DkRedis redis = connect(server.port());
                DkRedis delayed = connect(meter.port())) {
            for (GuardedOperation guarded : GuardedOperation.ALL) {
                server.command("FLUSHALL"); // a scan visits all keys
                Map<Kind, Double> figures = new TreeMap<>();
                figures.put(Kind.TRIPS, trips(meter, guarded.prepare().apply(delayed)));
                IntConsumer operation = guarded.prepare().apply(redis);
                repeat(operation, WARM_UPS);
                figures.put(Kind.BYTES, bytes(operation));
                figures.put(Kind.COMMANDS, commands(server.port(), operation));
                all.put(guarded.name(), figures);
            }
            all.put("cache.stampede", Map.of(Kind.LOADS, loadsPerStampede(server.port())));
            all.put("atomics.update-crowd", Map.of(Kind.ATTEMPTS, attemptsPerUpdate(redis)));
        }
        return new Figures(all);
    }

    private static DkRedis connect(int port) {
        return DkRedis.builder()
                .uri("redis://127.0.0.1:" + port)
                .timeout(Duration.ofMinutes(1)) // a slow machine must not fail here
                .connect();
    }

    private void repeat(IntConsumer operation, int times) {
        for (int i = 0; i < times; i++) {
            operation.accept(number.incrementAndGet());
        }
    }

    /** The leanest of several batches: what else the JVM does can only add to one. */
    private double bytes(IntConsumer operation) {
        double least = Double.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = ProcessCost.allocatedBytes();
            repeat(operation, COUNTED);
            least = Math.min(least, (double) (ProcessCost.allocatedBytes() - before) / COUNTED);
        }
        return Math.rint(least);
    }

    private double commands(int port, IntConsumer operation) throws Exception {
        try (CommandMonitor monitor = new CommandMonitor(port)) {
            repeat(operation, COUNTED);
            OptionalLong sent = monitor.sent();
            if (sent.isEmpty()) {
                throw new IllegalStateException("the server has stopped to report what it runs");
            }
            return rounded((double) sent.getAsLong() / COUNTED);
        }
    }

    private double trips(RoundTripMeter meter, IntConsumer operation) {
        repeat(operation, 2); // now scripts are loaded and connections are open
        meter.startDelay(DELAY);
        for (int i = 0; i < DELAYED; i++) {
            long began = System.nanoTime();
            operation.accept(number.incrementAndGet());
            meter.record(System.nanoTime() - began);
        }
        meter.stopDelay();
        return Math.rint(meter.waitedRoundTrips());
    }

    /** To a tenth: a heartbeat now and then does not count. */
    private static double rounded(double perOperation) {
        return Math.rint(perOperation * 10) / 10;
    }

    // ---- many callers

    /** Callers of two clients miss one key at the same moment. */
    private static double loadsPerStampede(int port) throws Exception {
        AtomicInteger loads = new AtomicInteger();
        try (DkRedis one = connect(port);
                DkRedis other = connect(port)) {
            List<NamedCache<String, String>> caches =
                    List.of(one.cache("stampede", String.class), other.cache("stampede", String.class));
            for (int round = 0; round < ROUNDS; round++) {
                String missing = "key-" + round;
                CyclicBarrier together = new CyclicBarrier(CALLERS);
                inThreads(caller -> {
                    together.await();
                    caches.get(caller % caches.size()).get(missing, key -> {
                        loads.incrementAndGet();
                        return "value";
                    });
                });
            }
        }
        return (double) loads.get() / ROUNDS;
    }

    /** Callers of one client update one key, over and over. */
    private static double attemptsPerUpdate(DkRedis redis) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        redis.atomics().increment("crowd", 1);
        inThreads(caller -> {
            for (int i = 0; i < COUNTED; i++) {
                redis.atomics().update("crowd", before -> {
                    attempts.incrementAndGet();
                    return String.valueOf(caller);
                });
            }
        });
        return (double) attempts.get() / (CALLERS * COUNTED);
    }

    /** What one of several threads does. */
    @FunctionalInterface
    private interface Caller {
        void run(int caller) throws Exception;
    }

    private static void inThreads(Caller caller) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            Collection<Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                tasks.add(() -> {
                    caller.run(number);
                    return "done";
                });
            }
            for (Future<Object> ended : threads.invokeAll(tasks)) {
                ended.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}

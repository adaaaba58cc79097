package io.github.dkredis.chaos.worker;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.Call;
import io.github.dkredis.chaos.history.Observation.Health;
import io.github.dkredis.chaos.history.Observation.Phase;
import io.github.dkredis.chaos.history.Observation.UnexpectedError;
import io.github.dkredis.chaos.history.Outcome;
import io.github.dkredis.chaos.history.Span;
import io.lettuce.core.resource.ClientResources;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The program of a worker. It prints {@code ready} when its threads work, then answers each line of its input with
 * {@code done}: {@code baseline} and {@code final} measure threads and heap at rest, {@code recover MICROS MILLIS}
 * waits until every feature has succeeded since a moment, {@code end} ends the threads and closes the client. The
 * process ends with its input.
 */
public final class ChaosWorker {

    private static final Duration REST_LIMIT = Duration.ofSeconds(30);

    private final Recorder recorder;
    private final Gate gate = new Gate();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Feature, Long> lastSuccesses = new ConcurrentHashMap<>();

    private ChaosWorker(Recorder recorder) {
        this.recorder = recorder;
    }

    /**
     * Runs a worker.
     *
     * @param arguments the name, the address of Redis, the {@link Detours} to it, the port of the system of record, the
     *     file of the history, the seed, and the mean pause of each thread in milliseconds
     */
    public static void main(String[] arguments) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (Recorder recorder = Recorder.create(Path.of(arguments[4]));
                SourceClient source = new SourceClient(Integer.parseInt(arguments[3]));
                DkRedis redis = connect(arguments[1], Detours.parse(arguments[2]), arguments[0])) {
            StallMonitor.start(recorder);
            ChaosWorker worker = new ChaosWorker(recorder);
            LoadContext context = new LoadContext(arguments[0], redis, recorder, source, new AtomicLong());
            worker.start(context, Long.parseLong(arguments[5]), Duration.ofMillis(Long.parseLong(arguments[6])));
            System.out.println("ready");
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                worker.obey(order);
                System.out.println("done");
            }
        }
        System.exit(0);
    }

    /** A worker may be started while no server can be reached. */
    private static DkRedis connect(String uri, Detours detours, String name) throws InterruptedException {
        ClientResources resources = detours.resources();
        for (int attempt = 1; ; attempt++) {
            try {
                return DkRedis.builder()
                        .uri(uri)
                        .resources(resources)
                        .clientName("chaos-" + name)
                        .timeout(Duration.ofSeconds(2))
                        .connect();
            } catch (DkRedisException e) {
                if (attempt == 100) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private void start(LoadContext context, long seed, Duration pause) {
        List<Load> loads = Stream.of(
                        WriteLoads.of(context), LockLoads.of(context), LimitLoads.of(context), CacheLoads.of(context))
                .flatMap(List::stream)
                .toList();
        for (Load load : loads) {
            Random random = new Random(seed * 31 + threads.size());
            Thread thread = new Thread(
                    () -> repeat(load, random, pause), "chaos-" + load.feature().label());
            threads.add(thread);
            thread.start();
        }
    }

    private void repeat(Load load, Random random, Duration pause) {
        while (gate.enter()) {
            try {
                long begin = Span.now();
                Outcome outcome = run(load, random);
                recorder.add(new Call(load.feature(), outcome, Span.since(begin)));
            } finally {
                gate.leave();
            }
            gate.pause(pause.multipliedBy(random.nextInt(200) * (long) load.rarity())
                    .dividedBy(100));
        }
    }

    private Outcome run(Load load, Random random) {
        try {
            load.run(random);
            lastSuccesses.put(load.feature(), Span.now());
            return Outcome.OK;
        } catch (OutcomeUnknownException e) {
            return Outcome.UNKNOWN;
        } catch (DkRedisException e) {
            return Outcome.FAILED;
        } catch (Exception e) {
            e.printStackTrace();
            recorder.add(new UnexpectedError(load.feature(), String.valueOf(e)));
            return Outcome.FAILED;
        }
    }

    private void obey(String order) throws InterruptedException {
        String[] words = order.split(" ", -1);
        switch (words[0]) {
            case "recover" -> awaitSuccesses(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "baseline" -> measure(Phase.BASELINE);
            case "final" -> measure(Phase.FINAL);
            case "end" -> {
                gate.end();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            default -> throw new IllegalArgumentException(order);
        }
    }

    /** Waits until every feature has succeeded, or the limit has passed; the history says which. */
    private void awaitSuccesses(long sinceMicros, long limitMillis) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < limitMillis * 1_000_000
                && !Arrays.stream(Feature.values())
                        .allMatch(feature -> lastSuccesses.getOrDefault(feature, 0L) >= sinceMicros)) {
            Thread.sleep(20);
        }
    }

    private void measure(Phase phase) throws InterruptedException {
        gate.rest(REST_LIMIT);
        System.gc();
        Thread.sleep(200); // what was released meanwhile may be referenced by messages on their way
        System.gc();
        recorder.add(new Health(
                phase,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()));
        gate.open();
    }
}

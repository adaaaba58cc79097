package io.github.dkredis.cache;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Another process that uses the caches of a test. It answers each line of its input with one line. */
final class CacheWorker implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private CacheWorker(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static CacheWorker start(String uri) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        CacheWorker worker = new CacheWorker(new ProcessBuilder(
                        java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath, CacheWorker.class.getName(), uri)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        return worker;
    }

    void ask(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    String answer() throws IOException {
        return String.valueOf(answers.readLine());
    }

    /** Kills the process, as a crash does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    // ---- in the other process

    public static void main(String[] arguments) throws Exception {
        try (DkRedis redis = DkRedis.builder()
                        .uri(arguments[0])
                        .connectTimeout(Duration.ofSeconds(30)) // many processes start at once on few processors
                        .connect();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                System.out.println(
                        switch (words[0]) {
                            case "hang" -> hang(redis, words[1]);
                            case "save" -> save(redis, words[1]);
                            case "loads" -> loads(redis, Long.parseLong(words[1]), Integer.parseInt(words[2]));
                            case "stampede" -> stampede(redis, words[1], Integer.parseInt(words[2]));
                            default -> check(redis, Long.parseLong(words[1]), Integer.parseInt(words[2]));
                        });
            }
        } catch (Throwable e) {
            System.out.println("failed: " + e);
            throw e;
        }
    }

    static CacheOptions options() {
        return CacheOptions.defaults().codec(Codec.string()).fillLease(Duration.ofSeconds(4));
    }

    /** Answers from within a loader that never ends. */
    private static String hang(DkRedis redis, String key) throws InterruptedException {
        return redis.cache("faults", String.class, options()).get(key, k -> {
            System.out.println("loading");
            new CountDownLatch(1).await();
            return "never";
        });
    }

    /** Answers from within a transaction that never ends. */
    private static String save(DkRedis redis, String key) throws InterruptedException {
        NamedCache<String, String> cache = redis.cache("faults", String.class, options());
        return redis.invalidator()
                .transactionLimit(Duration.ofSeconds(2))
                .saving(() -> List.of(cache.entry(key)), () -> {
                    System.out.println("saving");
                    new CountDownLatch(1).await();
                    return "never";
                });
    }

    /**
     * Asks for entries that expire again and again, one or several at once. Answers with each run of a loader: the
     * entry, and the begin and the end of the run in microseconds of the server's clock.
     */
    private static String loads(DkRedis redis, long seed, int rounds) throws InterruptedException {
        CacheOptions brief = options().ttl(Duration.ofMillis(30)).fillLease(Duration.ofSeconds(20));
        List<NamedCache<String, String>> caches = List.of(
                redis.cache("brief", String.class, brief),
                redis.cache("window", String.class, brief.staleWindow(Duration.ofMillis(30))),
                redis.cache("nearby", String.class, brief.nearCache(10)));
        Queue<String> runs = new ConcurrentLinkedQueue<>();
        inThreads(4, n -> {
            Random random = new Random(seed * 31 + n);
            for (int i = 0; i < rounds; i++) {
                NamedCache<String, String> cache = caches.get(random.nextInt(caches.size()));
                int millis = random.nextInt(4);
                boolean fails = random.nextInt(5) == 0;
                List<String> keys = random.nextBoolean() ? List.of("a", "b", "c") : List.of("b");
                try {
                    if (keys.size() == 1) {
                        cache.get("b", key -> ran(redis, runs, cache, Set.of(key), millis, fails));
                    } else {
                        cache.getAll(keys, missing -> {
                            String value = ran(redis, runs, cache, missing, millis, fails);
                            return missing.stream().collect(Collectors.toMap(key -> key, key -> value));
                        });
                    }
                } catch (IOException e) {
                    // thrown by a loader, of this thread or another one
                }
            }
        });
        return String.join(",", runs);
    }

    private static String ran(
            DkRedis redis,
            Queue<String> runs,
            NamedCache<String, String> cache,
            Set<String> keys,
            int millis,
            boolean fails)
            throws IOException, InterruptedException {
        long begin = serverMicros(redis);
        Thread.sleep(millis); // the loader's work
        long end = serverMicros(redis);
        keys.forEach(key -> runs.add(cache + "/" + key + " " + begin + " " + end));
        if (fails) {
            throw new IOException("no database");
        }
        return "v";
    }

    private static long serverMicros(DkRedis redis) {
        List<byte[]> time = redis.unwrap().sync().time();
        return Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII)) * 1_000_000
                + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII));
    }

    private static String stampede(DkRedis redis, String key, int callers) throws InterruptedException {
        NamedCache<String, String> cache = redis.cache("faults", String.class, options());
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        inThreads(callers, n -> {
            String value = cache.get(key, k -> {
                loads.incrementAndGet();
                Thread.sleep(200);
                return "loaded";
            });
            if ("loaded".equals(value)) {
                served.incrementAndGet();
            }
        });
        return loads + " " + served;
    }

    /**
     * Writers increment a version at the source, invalidate, and then publish the version as the floor of what may be
     * read. A reader that has read the floor must get it, or a later version, once messages have had the time to
     * arrive.
     */
    private static String check(DkRedis redis, long seed, int rounds) throws InterruptedException {
        List<NamedCache<String, Long>> caches = List.of(
                redis.cache("far", Long.class),
                redis.cache("near", Long.class, CacheOptions.defaults().nearCache(100)),
                redis.cache("stale", Long.class, CacheOptions.defaults().staleWindow(Duration.ofSeconds(30))));
        AtomicReference<String> violation = new AtomicReference<>("none");
        inThreads(4, n -> {
            Random random = new Random(seed * 31 + n);
            for (int i = 0; i < rounds; i++) {
                int k = random.nextInt(caches.size() * 2);
                NamedCache<String, Long> cache = caches.get(k / 2);
                String key = "k" + k;
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        long version = version(redis, key, 1);
                        switch (random.nextInt(5)) {
                            case 0 -> cache.clear();
                            case 1 -> redis.invalidator().saving(() -> List.of(cache.entry(key)), () -> null);
                            default -> cache.remove(key);
                        }
                        redis.atomics().setMax("floor:" + key, version);
                    }
                    default -> {
                        long floor = Long.parseLong(String.valueOf(
                                redis.values(Codec.string()).getOrDefault("floor:" + key, String.class, "0")));
                        long until = System.nanoTime() + 5_000_000_000L;
                        long seen = -1;
                        while (seen < floor && System.nanoTime() - until < 0) {
                            seen = cache.get(key, x -> {
                                long version = version(redis, key, 0);
                                Thread.sleep(random.nextInt(3));
                                return version;
                            });
                        }
                        if (seen < floor) {
                            violation.set(cache + " " + key + ": " + seen + " after " + floor);
                        }
                    }
                }
            }
        });
        return violation.get();
    }

    private static long version(DkRedis redis, String key, long increment) {
        return redis.unwrap().sync().incrby(("version:" + key).getBytes(StandardCharsets.UTF_8), increment);
    }

    private interface Body {
        void run(int number) throws Exception;
    }

    private static void inThreads(int count, Body body) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            body.run(number);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    "worker-" + i,
                    256 << 10);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

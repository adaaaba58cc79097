package io.github.dkredis.cache;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.api.StatefulRedisConnection;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Another process that uses the caches of a test. It answers each line of its input with one line. A process that is
 * idle after a test serves the next one with a new client, since starting a JVM takes longer than most tests.
 */
final class CacheWorker implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private int unanswered;

    private CacheWorker(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static CacheWorker start() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        CacheWorker worker = new CacheWorker(new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        CacheWorker.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        return worker;
    }

    void ask(String line) throws IOException {
        unanswered++;
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Asks for what answers from within and never ends, so that this process serves no other test. */
    void askForEver(String line) throws IOException {
        unanswered++;
        ask(line);
    }

    String answer() throws IOException {
        unanswered--;
        return String.valueOf(answers.readLine());
    }

    /** {@return whether the process waits for the next line} */
    boolean isIdle() {
        return process.isAlive() && unanswered == 0;
    }

    /** Kills the process, as a crash does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    // ---- in the other process

    public static void main(String[] arguments) throws Exception {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                serve(line.split(" ")[1], in);
            }
        } catch (Throwable e) {
            System.out.println("failed: " + e);
            throw e;
        }
    }

    /** Serves one test, from {@code open} to {@code close}. */
    private static void serve(String uri, BufferedReader in) throws Exception {
        try (DkRedis redis = DkRedis.builder()
                .uri(uri)
                .connectTimeout(Duration.ofSeconds(60)) // many processes start at once on few processors
                .timeout(Duration.ofSeconds(30)) // a load must not begin because this machine is slow
                .connect()) {
            System.out.println("ready");
            for (String line = in.readLine(); line != null && !line.equals("close"); line = in.readLine()) {
                String[] words = line.split(" ");
                System.out.println(
                        switch (words[0]) {
                            case "hang" -> hang(redis, words[1]);
                            case "save" -> save(redis, words[1]);
                            case "loads" -> loads(redis, Long.parseLong(words[1]), Integer.parseInt(words[2]));
                            case "transactions" ->
                                transactions(redis, words[1], Long.parseLong(words[2]), Integer.parseInt(words[3]));
                            case "die" -> die(redis, words[1], words[2], words[3]);
                            case "stampede" -> stampede(redis, words[1], Integer.parseInt(words[2]));
                            default -> check(redis, Long.parseLong(words[1]), Integer.parseInt(words[2]));
                        });
            }
        }
        System.out.println("closed");
    }

    static CacheOptions options() {
        return CacheOptions.defaults().codec(Codec.string()).fillLease(Duration.ofSeconds(4));
    }

    /** Answers from within a loader that never ends. */
    private static String hang(DkRedis redis, String key) {
        return redis.cache("faults", String.class, options()).get(key, k -> {
            System.out.println("loading");
            new CountDownLatch(1).await();
            return "never";
        });
    }

    /** Answers from within a transaction that never ends. */
    private static String save(DkRedis redis, String key) {
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
                } catch (LoadFailedException e) {
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

    /** The plain connection, for what is not under test; on a busy machine it may just be made again. */
    private static StatefulRedisConnection<byte[], byte[]> connection(DkRedis redis) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return redis.unwrap();
            } catch (RedisUnavailableException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000L);
            }
        }
    }

    private static long serverMicros(DkRedis redis) {
        List<byte[]> time = connection(redis).sync().time();
        return Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII)) * 1_000_000
                + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII));
    }

    private static String stampede(DkRedis redis, String key, int callers) throws InterruptedException {
        NamedCache<String, String> cache =
                redis.cache("stampede", String.class, options().fillLease(Duration.ofMinutes(1)));
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
     * arrive. Meanwhile calls are interrupted and cancelled at any step; an invalidation that ended so is not
     * published.
     */
    private static String check(DkRedis redis, long seed, int rounds) throws InterruptedException {
        List<NamedCache<String, Long>> caches = List.of(
                redis.cache("far", Long.class),
                redis.cache("near", Long.class, CacheOptions.defaults().nearCache(100)),
                redis.cache("stale", Long.class, CacheOptions.defaults().staleWindow(Duration.ofSeconds(30))));
        AtomicReference<String> violation = new AtomicReference<>("none");
        AtomicInteger operations = new AtomicInteger();
        inThreads(4, seed, n -> {
            Random random = new Random(seed * 31 + n);
            for (int i = 0; i < rounds; i++) {
                operations.incrementAndGet();
                int k = random.nextInt(caches.size() * 2);
                NamedCache<String, Long> cache = caches.get(k / 2);
                String key = "k" + k;
                try {
                    switch (random.nextInt(8)) {
                        case 0, 1 -> write(redis, cache, key, random);
                        case 2 ->
                            cache.async()
                                    .getAll(
                                            List.of(key, "other"),
                                            missing -> CompletableFuture.supplyAsync(() -> missing.stream()
                                                    .collect(Collectors.toMap(x -> x, x -> version(redis, x, 0)))))
                                    .toCompletableFuture()
                                    .cancel(random.nextBoolean());
                        default -> read(redis, cache, key, random, violation);
                    }
                } catch (Exception e) {
                    if (!Thread.interrupted() && !isInterrupt(e)) {
                        throw e;
                    }
                }
            }
        });
        return violation.get() + " " + operations;
    }

    private static boolean isInterrupt(@Nullable Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof OperationInterruptedException
                || failure instanceof RedisCommandInterruptedException
                || failure != null && isInterrupt(failure.getCause());
    }

    private static void write(DkRedis redis, NamedCache<String, Long> cache, String key, Random random)
            throws InterruptedException {
        long version = version(redis, key, 1);
        switch (random.nextInt(6)) {
            case 0 -> cache.clear();
            case 1 -> redis.invalidator().saving(() -> List.of(cache.entry(key)), () -> null);
            case 2 -> cache.operations().removeAll(List.of(key, "other")).await();
            case 3 -> put(redis, cache, key, version);
            default -> cache.remove(key);
        }
        redis.atomics().setMax("floor:" + key, version);
    }

    /**
     * Stores a version. It may be stored after another writer has removed the entry for a newer one, and also after the
     * call was interrupted; then this writer removes it again, without regard to interrupts.
     */
    private static void put(DkRedis redis, NamedCache<String, Long> cache, String key, long version) {
        try {
            cache.put(key, version);
        } finally {
            byte[] versionKey = ("version:" + key).getBytes(StandardCharsets.UTF_8);
            long newest = connection(redis)
                    .async()
                    .incrby(versionKey, 0)
                    .toCompletableFuture()
                    .join();
            if (newest != version) {
                cache.async().remove(key).toCompletableFuture().join();
            }
        }
    }

    private static void read(
            DkRedis redis, NamedCache<String, Long> cache, String key, Random random, AtomicReference<String> violation)
            throws InterruptedException {
        long floor = Long.parseLong(
                String.valueOf(redis.values(Codec.string()).getOrDefault("floor:" + key, String.class, "0")));
        long until = System.nanoTime() + 5_000_000_000L;
        long seen = -1;
        while (seen < floor && System.nanoTime() - until < 0) {
            if (random.nextBoolean()) {
                seen = cache.get(key, x -> {
                    long version = version(redis, key, 0);
                    Thread.sleep(random.nextInt(3));
                    return version;
                });
            } else {
                seen = cache.getAll(
                                List.of(key, "other"),
                                missing ->
                                        missing.stream().collect(Collectors.toMap(x -> x, x -> version(redis, x, 0))))
                        .get(key);
            }
        }
        if (seen < floor) {
            violation.set(cache + " " + key + ": " + seen + " after " + floor);
        }
    }

    private static long version(DkRedis redis, String key, long increment) {
        return connection(redis).sync().incrby(("version:" + key).getBytes(StandardCharsets.UTF_8), increment);
    }

    // ---- a database

    /**
     * As {@code check}, with a row of a database as the source: transactions under an invalidator commit or roll back.
     */
    private static String transactions(DkRedis redis, String url, long seed, int rounds) throws InterruptedException {
        NamedCache<String, Long> cache =
                redis.cache("rows", Long.class, CacheOptions.defaults().nearCache(100));
        AtomicReference<String> violation = new AtomicReference<>("none");
        AtomicInteger operations = new AtomicInteger();
        inThreads(3, n -> {
            Random random = new Random(seed * 31 + n);
            for (int i = 0; i < rounds; i++) {
                operations.incrementAndGet();
                String key = String.valueOf(random.nextInt(3));
                if (random.nextInt(3) == 0) {
                    boolean commits = random.nextBoolean();
                    long version = redis.invalidator()
                            .saving(() -> List.of(cache.entry(key)), () -> Rows.increment(url, key, commits));
                    redis.atomics().setMax("floor:" + key, version);
                } else {
                    long floor = Long.parseLong(String.valueOf(
                            redis.values(Codec.string()).getOrDefault("floor:" + key, String.class, "0")));
                    long until = System.nanoTime() + 5_000_000_000L;
                    long seen = -1;
                    while (seen < floor && System.nanoTime() - until < 0) {
                        seen = cache.get(key, x -> Rows.read(url, key));
                    }
                    if (seen < floor) {
                        violation.set("row " + key + ": " + seen + " after " + floor);
                    }
                }
            }
        });
        return violation.get() + " " + operations;
    }

    /** Changes a row, answers from within the body, before or after the commit, and never ends it. */
    private static String die(DkRedis redis, String url, String key, String moment) throws Exception {
        NamedCache<String, Long> cache =
                redis.cache("rows", Long.class, CacheOptions.defaults().nearCache(100));
        return redis.invalidator()
                .transactionLimit(Duration.ofSeconds(2))
                .saving(() -> List.of(cache.entry(key)), () -> {
                    if (moment.equals("committed")) {
                        Rows.increment(url, key, true);
                        System.out.println("dying");
                        new CountDownLatch(1).await();
                    }
                    Rows.incrementAndThen(url, key, () -> {
                        System.out.println("dying");
                        new CountDownLatch(1).await();
                        return null;
                    });
                    return "never";
                });
    }

    private interface Body {
        void run(int number) throws Exception;
    }

    /** Runs a body in threads, which are interrupted now and then. */
    private static void inThreads(int count, long seed, Body body) throws InterruptedException {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Thread interrupter = new Thread(
                () -> {
                    Random random = new Random(~seed);
                    while (!Thread.interrupted()) {
                        LockSupport.parkNanos(1_000_000L * random.nextInt(20)); // the pace of interrupts, not a wait
                        if (!threads.isEmpty()) {
                            threads.get(random.nextInt(threads.size())).interrupt();
                        }
                    }
                },
                "interrupter");
        interrupter.setDaemon(true);
        interrupter.start();
        inThreads(count, n -> {
            threads.add(Thread.currentThread());
            try {
                body.run(n);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        interrupter.interrupt();
        interrupter.join();
    }

    /** Runs a body in threads; a thread that failed fails the whole, since it has checked less than it says. */
    private static void inThreads(int count, Body body) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            body.run(number);
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
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
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }
}

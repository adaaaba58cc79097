package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of waiting callers and of names: all are served, and nothing is left behind. One server is enough, since
 * the load is that of a client.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class MutexLoadTest {

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = patientClient(server);
        other = patientClient(server);
    }

    /** A client whose time limit suits thousands of callers on a busy machine. */
    private static DkRedis patientClient(RedisServer server) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(Duration.ofMinutes(1))
                .connectTimeout(Duration.ofSeconds(30))
                .connect();
    }

    @AfterEach
    void close(RedisServer server) {
        for (DkRedis client : List.of(redis, other)) {
            LockFactory locks = client.mutex("a").locks();
            Await.until(() -> locks.mutexes().size() == 0, Actor.LIMIT);
            // a request that is given up is given up again a second later, if its connection was lost meanwhile
            Await.until(() -> locks.mutexes().pendingTimers() == 0, Actor.LIMIT);
            assertThat(locks.holdCounts().size()).isZero();
            client.close();
        }
        assertThat(server.command("KEYS", "dkredis:mutex-queue:*")).isEqualTo(List.of());
        assertThat(server.command("KEYS", "dkredis:mutex:*")).isEqualTo(List.of());
    }

    /** Planted once: a name that stays registered. 10,001 entries were left. */
    @Test
    void acquire_tenThousandWaiters_areServedOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        Mutex patient = redis.mutex("a").timeout(Duration.ofMinutes(5));
        Mutex patientToo = other.mutex("a").timeout(Duration.ofMinutes(5));
        Lease held = patient.acquire();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add((i % 2 == 0 ? patient : patientToo)
                    .async()
                    .acquire()
                    .thenAccept(lease -> {
                        overlaps.addAndGet(inside.incrementAndGet() - 1);
                        inside.decrementAndGet();
                        lease.close();
                    })
                    .toCompletableFuture());
        }
        held.close();
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.MINUTES);
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void acquire_tenThousandWaitersTimeOut_leaveNothing() throws Exception {
        Lease held = redis.mutex("a").acquire();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(other.mutex("a").async().tryAcquire(Duration.ofMillis(500)).toCompletableFuture());
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.MINUTES);
        assertThat(held.release()).isTrue();
    }

    @Test
    void acquire_twentyThousandNames_leaveNothing(RedisServer server) throws Exception {
        lockNames(server, 4);
    }

    @Test
    @Tag("campaign")
    void acquire_hundredThousandNames_leaveNothing(RedisServer server) throws Exception {
        lockNames(server, 20);
    }

    /**
     * Another client holds each name, and one caller waits for it. The server counts all commands for half a minute in
     * which nothing happens, those inside scripts too: the renewals of the holder and the polls of the waiting client.
     * A busy machine that loses a connection meanwhile makes all callers poll at once, so one of several counts
     * decides.
     */
    @Test
    @Tag("campaign")
    void acquire_tenThousandNamesAreWaitedFor_costFewCommands(RedisServer server, TestReporter report)
            throws Exception {
        int names = 10_000;
        List<CompletableFuture<Lease>> held = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            held.add(other.mutex("idle-" + i)
                    .lease(Duration.ofHours(1))
                    .async()
                    .acquire()
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(held.toArray(CompletableFuture<?>[]::new)).join();
        List<CompletableFuture<Lease>> waiting = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            waiting.add(redis.mutex("idle-" + i)
                    .timeout(Duration.ofHours(1))
                    .async()
                    .acquire()
                    .toCompletableFuture());
        }
        Await.until(() -> queues(server) == names, Duration.ofMinutes(5), () -> queues(server) + " queues");
        Attempts.untilOneSucceeds("fewer than a thousand commands a second", () -> {
            server.command("CONFIG", "RESETSTAT");
            long begin = System.nanoTime();
            long before = commands(server);
            Await.until(() -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30), Duration.ofMinutes(5));
            double perSecond = (commands(server) - before) / ((System.nanoTime() - begin) / 1e9);
            report.publishEntry("commands per second", (long) perSecond + ", of which in total " + byName(server));
            return perSecond < 1_000;
        });
        waiting.forEach(stage -> stage.cancel(false));
        Await.until(() -> queues(server) == 0, Duration.ofMinutes(5), () -> queues(server) + " queues");
        held.forEach(stage -> stage.join().close());
        Await.until(
                () -> String.valueOf(server.command("KEYS", "dkredis:mutex:*")).equals("[]"), Duration.ofMinutes(5));
        server.command("FLUSHALL");
    }

    private static long commands(RedisServer server) {
        return String.valueOf(server.command("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    /** {@return the calls of each command, with those inside scripts: they tell polls from a lost connection} */
    private static String byName(RedisServer server) {
        return String.valueOf(server.command("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line ->
                        line.substring("cmdstat_".length(), line.indexOf(',')).replace(":calls=", " "))
                .collect(Collectors.joining(", "));
    }

    private static int queues(RedisServer server) {
        return server.command("KEYS", "dkredis:mutex-queue:*") instanceof List<?> keys ? keys.size() : 0;
    }

    private void lockNames(RedisServer server, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                all.add(redis.mutex("name-" + (round * 5_000 + i))
                        .async()
                        .acquire()
                        .thenApply(lease -> {
                            lease.close();
                            return true;
                        })
                        .toCompletableFuture());
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.MINUTES);
        }
        redis.ping();
        // the fences and the announcement of the client, which expire by themselves
        assertThat((List<?>) server.command("KEYS", "dkredis:mutex-fence:*")).hasSize(rounds * 5_000);
        // the client announces itself on its executor, perhaps later than all names were locked
        Await.until(
                () -> server.command("DBSIZE").equals(rounds * 5_000L + 1),
                Actor.LIMIT,
                () -> server.command("DBSIZE") + " keys");
        server.command("FLUSHALL");
    }

    // ---- virtual threads

    /** A factory of virtual threads; empty on a JDK without them. */
    static Stream<ThreadFactory> virtualThreads() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            return Stream.empty();
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Class<?> type = Class.forName("java.lang.Thread$Builder");
        return Stream.of((ThreadFactory) type.getMethod("factory").invoke(builder));
    }

    /**
     * Both clients open their connections for messages before the recording: it changes the class of an event that
     * Lettuce records when it connects, which pins the thread once.
     */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("virtualThreads")
    void acquire_thousandVirtualThreads_allAreServedAndNoneIsPinned(ThreadFactory virtual) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        waitOnce(redis, other);
        waitOnce(other, redis);
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
            recording.start();
            for (int i = 0; i < 1_000; i++) {
                DkRedis client = i % 2 == 0 ? redis : other;
                Thread thread = virtual.newThread(() -> client.mutex("a").run(() -> {
                    served.addAndGet(inside.incrementAndGet());
                    inside.decrementAndGet();
                }));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join(Duration.ofMinutes(5).toMillis());
            }
            recording.stop();
            Path dump = Files.createTempFile("dkredis-pinned", ".jfr");
            recording.dump(dump);
            assertThat(RecordingFile.readAllEvents(dump))
                    .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                    .filteredOn(event -> String.valueOf(event.getStackTrace()).contains("io.github.dkredis"))
                    .isEmpty();
            Files.delete(dump);
        }
        assertThat(served).hasValue(1_000);
    }

    private static void waitOnce(DkRedis holder, DkRedis waiter) throws Exception {
        Lease held = holder.mutex("a").acquire();
        CompletableFuture<Lease> next = waiter.mutex("a").async().acquire().toCompletableFuture();
        held.close();
        next.get(1, TimeUnit.MINUTES).close();
    }
}

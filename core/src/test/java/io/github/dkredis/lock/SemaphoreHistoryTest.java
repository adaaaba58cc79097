package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Seed;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The threads of several processes acquire and release permits while processes are killed and connections cut, and
 * record by the server's clock when they had which slots. Afterwards there were never more visits at a time than
 * permits, no two in one slot, the fencing tokens of each slot rose, and every process went on.
 *
 * <p>Caught: a grant that a client learned of from a reply, and then from the message, was given back although it was
 * in use (two in one slot). Planted once, and each found by the checks: a grant that leaves its slot among the free
 * ones (a fence that does not rise, two in one slot); a pass that repeats the fencing token (a fence that does not
 * rise). One server is enough, as for {@link MutexHistoryTest}.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SemaphoreHistoryTest {

    private static final int PERMITS = 3;
    private static final int PROCESSES = 3;
    private static final int THREADS = 4;
    private static final int LEASE_MILLIS = 1_000;

    /** A stay in a slot. */
    private record Visit(int slot, long fence, long enter, long exit, boolean believed) {}

    private final Random random = new Random(Seed.of(SemaphoreHistoryTest.class));
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    /** The numbers of their clients, which are part of their tokens. */
    private final List<String> clients = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void kill() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void processes_killedWhileTheyHoldAndWait_neverTooManyAndFencesRise(RedisServer server, FaultProxy proxy)
            throws Exception {
        run(server, proxy, 1, 15);
    }

    @Test
    @Tag("campaign")
    void processes_killedAgainAndAgain_neverTooManyAndFencesRise(RedisServer server, FaultProxy proxy)
            throws Exception {
        run(server, proxy, 60, 40);
    }

    private void run(RedisServer server, FaultProxy proxy, int rounds, int visitsBetween) throws Exception {
        start(PROCESSES, server, proxy);
        for (int round = 0; round < rounds; round++) {
            awaitProgress(visitsBetween);
            kill(holder(server)); // its permits return at their deadline
            awaitProgress(visitsBetween);
            kill(waiter(server)); // its place in the queue is skipped
            start(2, server, proxy);
            awaitProgress(visitsBetween);
            proxy.cut(); // of all processes; their requests and renewals find new connections
        }
        awaitProgress(visitsBetween);
        end();

        List<Visit> visits = visits();
        assertThat(violations(visits)).isEmpty();
        try (DkRedis redis = DkRedis.builder() // nothing is left but for a killed process
                .uri(server.uri().toString())
                .connectTimeout(Duration.ofSeconds(30))
                .connect()) {
            Semaphore semaphore = redis.semaphore("h", PERMITS);
            assertThat(semaphore.acquire(PERMITS).release()).isTrue();
        }
    }

    // ---- processes

    /** Starts processes at the same time, and returns once all have begun. */
    private void start(int count, RedisServer server, FaultProxy proxy) throws IOException {
        for (int i = 0; i < count; i++) {
            launch(server, proxy);
        }
        while (clients.size() < processes.size()) {
            InputStream out = processes.get(clients.size()).getInputStream();
            String client = new BufferedReader(new InputStreamReader(out, StandardCharsets.US_ASCII)).readLine();
            assertThat(client).as("the process begins").isNotNull();
            clients.add(client);
        }
    }

    private void launch(RedisServer server, FaultProxy proxy) throws IOException {
        Path file = folder.resolve("history-" + files.size());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        processes.add(new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SemaphoreWorker.class.getName(),
                        proxy.uri().toString(),
                        Integer.toString(server.port()),
                        Integer.toString(PERMITS),
                        Integer.toString(LEASE_MILLIS),
                        file.toString(),
                        Integer.toString(THREADS))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        files.add(file);
    }

    private void kill(int index) throws InterruptedException {
        processes.get(index).destroyForcibly().waitFor();
    }

    private void end() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.getOutputStream().close();
        }
        for (Process process : processes) {
            assertThat(process.waitFor(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
        }
    }

    /** Waits until every process that runs has had that many more visits, and for a random moment after that. */
    private void awaitProgress(int visits) {
        Map<Path, Long> before = new HashMap<>();
        files.forEach(file -> before.put(file, lines(file)));
        Await.until(
                () -> {
                    for (int i = 0; i < files.size(); i++) {
                        if (processes.get(i).isAlive() && lines(files.get(i)) < before.get(files.get(i)) + visits) {
                            return false;
                        }
                    }
                    return true;
                },
                Actor.LIMIT,
                () -> "a process does not go on: "
                        + files.stream().map(SemaphoreHistoryTest::lines).toList());
        LockSupport.parkNanos(random.nextInt(10_000_000));
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) / 58 : 0; // about as long as a line
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a process that has a permit} */
    private int holder(RedisServer server) {
        return process(server, "ZRANGE", "dkredis:semaphore-deadlines:{dkredis:semaphore:h}", "0", "-1");
    }

    /** {@return a process that waits} */
    private int waiter(RedisServer server) {
        return process(server, "LRANGE", "dkredis:semaphore-queue:{dkredis:semaphore:h}", "0", "-1");
    }

    /** {@return a running process whose client has one of the tokens that a command answers} */
    private int process(RedisServer server, String... command) {
        List<Integer> found = new ArrayList<>();
        Await.until(
                () -> {
                    List<?> tokens = (List<?>) server.command(command);
                    tokens.forEach(token -> {
                        int index = clients.indexOf(String.valueOf(token).substring(12, 32));
                        if (index >= 0 && processes.get(index).isAlive()) {
                            found.add(index);
                        }
                    });
                    return !found.isEmpty();
                },
                Actor.LIMIT,
                () -> "no process has a token");
        return found.get(random.nextInt(found.size()));
    }

    // ---- the checks

    private List<Visit> visits() throws IOException {
        List<Visit> visits = new ArrayList<>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.map(line -> line.split(" "))
                        .filter(words -> words.length == 5 && words[4].matches("true|false")) // else cut by a kill
                        .forEach(words -> visits.add(new Visit(
                                Integer.parseInt(words[0]),
                                Long.parseLong(words[1]),
                                Long.parseLong(words[2]),
                                Long.parseLong(words[3]),
                                words[4].equals("true"))));
            }
        }
        return visits;
    }

    private static List<String> violations(List<Visit> visits) {
        List<String> found = new ArrayList<>();
        List<Visit> valid = visits.stream()
                .filter(Visit::believed)
                .sorted(Comparator.comparingLong(Visit::enter))
                .toList();
        Map<Integer, Visit> lastInSlot = new HashMap<>();
        TreeMap<Long, Integer> changes = new TreeMap<>();
        for (Visit visit : valid) {
            Visit before = lastInSlot.put(visit.slot, visit);
            if (before != null && visit.enter < before.exit) {
                found.add("two in one slot: " + before + " and " + visit);
            }
            if (before != null && visit.fence <= before.fence) {
                found.add("a fence that does not rise: " + before + " and " + visit);
            }
            changes.merge(visit.enter, 1, Integer::sum);
            changes.merge(visit.exit, -1, Integer::sum);
        }
        int inside = 0;
        for (Map.Entry<Long, Integer> change : changes.entrySet()) {
            inside += change.getValue();
            if (inside > PERMITS) {
                found.add(inside + " at a time, at " + change.getKey());
            }
        }
        return found;
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.lock.History.Loss;
import io.github.dkredis.lock.History.Visit;
import io.github.dkredis.support.Seed;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The threads of several processes acquire and release while a disaster strikes, and record when they were inside by
 * the server's clock. Afterwards no two of them may have been inside together, fences must have risen, no request may
 * have been overtaken, every thread must have gone on, and nothing may be left.
 *
 * <p>Planted once, and each found by the checker: passes within a process that share a fence (the same fence); a
 * release that deletes the key of any owner (both inside, falling fences); a grant that counts as fresh whenever it is
 * read (both inside, after SIGSTOP of a waiting process).
 *
 * <p>One server is enough: what its version changes is tested for each by the contracts, {@link LockRightsTest} and
 * {@link LockMemoryTest}.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        config = {"appendonly yes", "appendfsync no"}) // a killed process loses nothing that it has written
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutexHistoryTest {

    private static final int WORKERS = 3;
    private static final int THREADS = 4;
    private static final int BODY_MICROS = 1_000;
    private static final long CLAIM_MICROS = MutexScripts.CLAIM_MILLIS * 1_000;

    private final AtomicInteger files = new AtomicInteger();
    private final List<WorkerProcess> workers = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterAll
    void endWorkers() {
        workers.forEach(WorkerProcess::kill);
    }

    /** All disasters strike one after the other in one history. */
    @ParameterizedTest
    @EnumSource
    void history_eachDisasterStrikes_hasNoViolation(
            Disaster.Way way, RedisServer server, FaultProxy proxy, TestReporter report) {
        List<Disaster> all = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Disaster.NONE)));
        all.removeIf(disaster -> disaster.way() != way);
        Random random = new Random(Seed.of(MutexHistoryTest.class));
        Collections.shuffle(all, random);
        run(new Plan(all, 1, 5, 3), random, server, proxy, report);
    }

    /** The long campaign. */
    @Tag("campaign")
    @ParameterizedTest
    @EnumSource
    void history_disasterStrikesAgainAndAgain_hasNoViolation(
            Disaster disaster, RedisServer server, FaultProxy proxy, TestReporter report) {
        Random random = new Random(Seed.of(MutexHistoryTest.class));
        run(new Plan(Collections.nCopies(15, disaster), 1, 20, 10), random, server, proxy, report);
        run(new Plan(Collections.nCopies(5, disaster), 3, 20, 10), random, server, proxy, report);
    }

    /**
     * What happens in a run.
     *
     * @param disasters they strike one after the other, over connections of the same way
     * @param locks the number of locks
     * @param before how often each thread gets a lock before each disaster
     * @param after how often it gets one afterwards
     */
    private record Plan(List<Disaster> disasters, int locks, int before, int after) {}

    private void run(Plan plan, Random random, RedisServer server, FaultProxy proxy, TestReporter report) {
        boolean done = false;
        try {
            check(plan, random, server, proxy, report);
            done = true;
        } finally {
            if (!done) { // its threads would lock on beside those of the next run
                endWorkers();
                workers.clear();
            }
        }
    }

    private void check(Plan plan, Random random, RedisServer server, FaultProxy proxy, TestReporter report) {
        List<Path> histories = new ArrayList<>();
        List<Long> strikes = new ArrayList<>();
        HistoryScene scene = new HistoryScene(server, proxy, workers, plan.locks, random, histories, new ArrayList<>());
        boolean throughProxy = plan.disasters.get(0).way() == Disaster.Way.THROUGH_THE_PROXY;
        String uri = (throughProxy ? proxy.uri() : server.uri()).toString();
        for (Disaster disaster : plan.disasters) {
            if (strikes.isEmpty() || workers.stream().anyMatch(worker -> !worker.isAlive())) {
                startWorkers(histories, uri, server, plan.locks, strikes.isEmpty());
            }
            scene.awaitProgress(plan.before);
            LockSupport.parkNanos(random.nextInt(10_000_000)); // the moment, which is to be anywhere
            strikes.add(scene.micros());
            disaster.strike(scene);
            scene.awaitProgress(plan.after);
        }
        for (WorkerProcess worker : workers) {
            if (worker.isAlive()) {
                assertThat(worker.end()).as("entries and timers left").isZero();
            }
        }

        History history = History.read(histories);
        List<Long> lossesAt = scene.losses().stream().map(Loss::beforeMicros).toList();
        assertThat(history.violations(lossesAt)).isEmpty();
        for (Loss loss : scene.losses()) {
            assertThat(history.violationsAcross(loss, HistoryScene.LEASE_MILLIS * 1_000L))
                    .isEmpty();
        }
        // a machine that pauses for a quarter of a claim is not a fault of the lock; a fence is the time of the grant
        boolean undisturbed = plan.disasters.contains(Disaster.NONE);
        List<Visit> quiet = history.visits().stream()
                .filter(visit -> undisturbed || visit.exit() < strikes.get(0))
                .filter(visit -> visit.believed() || visit.exit() - visit.fence() < CLAIM_MICROS / 4)
                .toList();
        assertThat(quiet.stream().filter(Visit::believed).count()).isGreaterThan(quiet.size() * 95L / 100);
        for (int i = 0; i < plan.locks; i++) {
            assertThat(server.command("EXISTS", "dkredis:mutex-queue:{dkredis:mutex:h" + i + "}"))
                    .isEqualTo(0L);
        }
        report.publishEntry(
                plan.disasters.stream().distinct().map(Enum::name).collect(Collectors.joining(", ")),
                summary(history, strikes));
    }

    private void startWorkers(List<Path> histories, String uri, RedisServer server, int locks, boolean all) {
        for (int i = 0; i < WORKERS; i++) {
            boolean absent = workers.size() <= i;
            boolean dead = !absent && !workers.get(i).isAlive();
            if (absent) {
                workers.add(WorkerProcess.start());
            } else if (dead) {
                workers.set(i, WorkerProcess.start());
            }
            if (all || dead) {
                int number = files.incrementAndGet();
                Path file = folder.resolve("history-" + number);
                histories.add(file);
                workers.get(i)
                        .begin(
                                uri,
                                server.port(),
                                number,
                                locks,
                                THREADS,
                                HistoryScene.LEASE_MILLIS,
                                BODY_MICROS,
                                file);
            }
        }
    }

    /** The longest time after each strike in which no thread entered. */
    private static String summary(History history, List<Long> strikes) {
        List<Visit> visits = history.visits().stream()
                .sorted(Comparator.comparingLong(Visit::enter))
                .toList();
        List<Long> gaps = new ArrayList<>();
        for (int s = 0; s < strikes.size(); s++) {
            long from = strikes.get(s) - 5_000;
            long to = s + 1 < strikes.size() ? strikes.get(s + 1) : Long.MAX_VALUE;
            long longest = 0;
            for (int i = 1; i < visits.size(); i++) {
                if (visits.get(i).enter() > from
                        && visits.get(i - 1).enter() < to
                        && visits.get(i).enter() < to) {
                    longest = Math.max(
                            longest, visits.get(i).enter() - visits.get(i - 1).exit());
                }
            }
            gaps.add(longest / 1_000);
        }
        return visits.size() + " visits; longest pauses in ms: " + gaps;
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.History.Loss;
import io.github.dkredis.lock.History.Visit;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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
 */
@RedisTest(config = {"appendonly yes", "appendfsync always"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutexHistoryTest {

    /** How the server marks a connection that listens to one channel. */
    private static final String SUBSCRIBED = " sub=1 ";

    private static final int WORKERS = 3;
    private static final int THREADS = 4;
    private static final int LEASE_MILLIS = 1_000;
    private static final int BODY_MICROS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final AtomicInteger files = new AtomicInteger();
    private final List<WorkerProcess> workers = new ArrayList<>();

    @TempDir
    Path folder;

    /** What happens in the middle of a run; {@code strike} returns when it is over. */
    enum Disaster {
        NONE,
        KILL_HOLDER {
            @Override
            void strike(Scene scene) {
                scene.holder().kill();
            }
        },
        KILL_WAITER {
            @Override
            void strike(Scene scene) {
                WorkerProcess holder = scene.holder();
                scene.workers.stream()
                        .filter(worker -> worker != holder && worker.isAlive())
                        .findFirst()
                        .orElseThrow()
                        .kill();
            }
        },
        STOP_HOLDER {
            @Override
            void strike(Scene scene) {
                // the process may have been stopped between two visits, when it had no lease to lose
                int strikes = 0;
                do {
                    WorkerProcess holder = scene.stoppedHolder();
                    String token = scene.value();
                    Await.until(() -> !scene.value().equals(token), LIMIT); // the lease is over
                    scene.awaitProgress(2);
                    holder.resume();
                    scene.awaitProgress(2);
                } while (++strikes < 20 && !scene.someLossWasNoticed());
            }
        },
        STOP_WAITER {
            @Override
            void strike(Scene scene) {
                WorkerProcess waiter = scene.stoppedGrantee();
                String token = scene.value();
                Await.until(() -> !scene.value().equals(token), LIMIT); // the claim is over
                waiter.resume();
            }
        },
        RESTART_WITH_DATA {
            @Override
            void strike(Scene scene) {
                scene.server.kill();
                scene.server.restart();
            }
        },
        RESTART_WITHOUT_DATA {
            @Override
            void strike(Scene scene) {
                scene.losing(() -> {
                    scene.server.kill();
                    scene.server.restartEmpty();
                });
            }
        },
        CLIENT_KILL_OF_COMMAND_CONNECTIONS {
            @Override
            void strike(Scene scene) {
                scene.killConnections(line -> !line.contains(SUBSCRIBED));
            }
        },
        CLIENT_KILL_OF_PUSH_CONNECTIONS {
            @Override
            void strike(Scene scene) {
                scene.killConnections(line -> line.contains(SUBSCRIBED));
            }
        },
        SCRIPT_FLUSH {
            @Override
            void strike(Scene scene) {
                scene.server.command("SCRIPT", "FLUSH");
            }
        },
        FLUSHALL {
            @Override
            void strike(Scene scene) {
                scene.losing(() -> scene.server.command("FLUSHALL"));
            }
        },
        FLUSHALL_WITH_A_LIVE_HOLDER {
            @Override
            void strike(Scene scene) {
                scene.losingUnderAHolder(() -> scene.server.command("FLUSHALL"));
            }
        },
        RESTART_FROM_AN_OLD_SNAPSHOT {
            @Override
            void strike(Scene scene) {
                DataFolder data = DataFolder.copyOf(scene.server);
                scene.awaitProgress(20);
                scene.losingUnderAHolder(() -> {
                    scene.server.kill();
                    data.restore();
                    scene.server.restart();
                });
            }
        },
        ONE_SILENT_CONNECTION(Way.THROUGH_THE_PROXY) {
            @Override
            void strike(Scene scene) {
                Fault silent = scene.proxy.onNext("EVALSHA").holdReply();
                silent.await(LIMIT);
                scene.awaitProgress(2);
                silent.release(); // what it says now is about the past
                scene.awaitProgress(2);
            }
        },
        PUSH_CONNECTIONS_REFUSED(Way.THROUGH_THE_PROXY) {
            @Override
            void strike(Scene scene) {
                scene.proxy.refuse();
                scene.killConnections(line -> line.contains(SUBSCRIBED));
                scene.awaitProgress(5);
                scene.proxy.accept();
            }
        },
        CLIENTS_ARE_CLOSED {
            @Override
            void strike(Scene scene) {
                for (int i = 0; i < 2; i++) {
                    for (WorkerProcess worker : scene.workers) {
                        String closed = worker.clientNumber();
                        worker.reopen();
                        assertThat(scene.value()).doesNotContain(closed);
                    }
                    scene.awaitProgress(1);
                }
            }
        },
        REPLIES_DROPPED(Way.THROUGH_THE_PROXY) {
            @Override
            void strike(Scene scene) {
                for (int i = 0; i < 5; i++) {
                    Fault lost = scene.proxy.onNext("EVALSHA").dropReply();
                    lost.await(LIMIT);
                    scene.awaitProgress(2);
                }
            }
        },
        REPLIES_DELAYED(Way.THROUGH_THE_PROXY) {
            @Override
            void strike(Scene scene) {
                scene.proxy.delay(
                        Direction.REPLIES, Duration.ofMillis(150)); // too slow to pass the lock on within a claim
                scene.awaitProgress(1);
                scene.proxy.delay(Direction.REPLIES, Duration.ZERO);
            }
        },
        REQUESTS_STALLED(Way.THROUGH_THE_PROXY) {
            @Override
            void strike(Scene scene) {
                String token = scene.value();
                scene.proxy.stall(Direction.REQUESTS); // no process can renew
                Await.until(() -> scene.server.command("GET", "dkredis:mutex:h0") == null, LIMIT, () -> token);
                scene.proxy.resume(Direction.REQUESTS);
            }
        },
        FULL_SERVER {
            @Override
            void strike(Scene scene) {
                long before = scene.refusals();
                scene.server.command("CONFIG", "SET", "maxmemory", "1");
                // a client in the queue is served on a full server too; only joining the queue is refused
                scene.server.command("DEL", "dkredis:mutex-queue:{dkredis:mutex:h0}");
                Await.until(() -> scene.refusals() > before + 20, LIMIT);
                scene.server.command("CONFIG", "SET", "maxmemory", "0");
            }
        };

        /** How the processes are connected. */
        private enum Way {
            DIRECTLY,
            THROUGH_THE_PROXY
        }

        private final Way way;

        Disaster() {
            this(Way.DIRECTLY);
        }

        Disaster(Way way) {
            this.way = way;
        }

        void strike(Scene scene) {}
    }

    /** The server, the processes and the histories of a run. */
    record Scene(
            RedisServer server,
            FaultProxy proxy,
            List<WorkerProcess> workers,
            List<Path> histories,
            List<Loss> losses) {

        /** Records when the server loses its data. The server's clock is read on both sides. */
        void losing(Runnable disaster) {
            long before = micros();
            disaster.run();
            losses.add(new Loss(before, micros()));
        }

        /**
         * Makes the server lose its data while a client of this process holds the lock: the client learns of it, and
         * has a smaller fence than everybody afterwards.
         */
        void losingUnderAHolder(Runnable disaster) {
            AtomicInteger told = new AtomicInteger();
            try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
                Lease held = redis.mutex("h0")
                        .lease(Duration.ofMillis(LEASE_MILLIS))
                        .renewed()
                        .acquire()
                        .onLost(told::incrementAndGet);
                losing(disaster);
                Await.until(() -> told.get() == 1, LIMIT, () -> "the holder was not told of its loss");
                assertThat(held.remaining()).isZero();
                Lease next = redis.mutex("h0").acquire();
                assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
                next.close();
            }
        }

        boolean someLossWasNoticed() {
            return History.read(histories).visits().stream().anyMatch(visit -> !visit.believed());
        }

        String value() {
            return String.valueOf(server.command("GET", "dkredis:mutex:h0"));
        }

        long micros() {
            List<?> time = (List<?>) server.command("TIME");
            return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000
                    + Long.parseLong(String.valueOf(time.get(1)));
        }

        /** Scripts refused for lack of memory. Redis 6.2 counts them as ERR, with its errors of other kinds. */
        long refusals() {
            String code = server.version().startsWith("6.") ? "errorstat_ERR:" : "errorstat_OOM:";
            String errors = String.valueOf(server.command("INFO", "errorstats"));
            return errors.lines()
                    .filter(line -> line.startsWith(code))
                    .mapToLong(line ->
                            Long.parseLong(line.replaceAll(".*count=", "").strip()))
                    .sum();
        }

        /** {@return the process that holds the lock at the moment} */
        WorkerProcess holder() {
            WorkerProcess[] found = new WorkerProcess[1];
            Await.until(
                    () -> {
                        String token = value();
                        found[0] = workers.stream()
                                .filter(worker -> worker.isRunning() && token.contains(worker.clientNumber()))
                                .findFirst()
                                .orElse(null);
                        return found[0] != null;
                    },
                    LIMIT);
            return found[0];
        }

        /** Stops a process while it holds the lock. */
        WorkerProcess stoppedHolder() {
            while (true) {
                WorkerProcess holder = holder();
                holder.pause();
                if (value().contains(holder.clientNumber())) {
                    return holder;
                }
                holder.resume();
            }
        }

        /** Stops a waiting process until it is granted the lock: it will read the message once the claim is over. */
        WorkerProcess stoppedGrantee() {
            while (true) {
                WorkerProcess holder = holder();
                WorkerProcess waiter = workers.stream()
                        .filter(worker -> worker != holder && worker.isRunning())
                        .findFirst()
                        .orElseThrow();
                waiter.pause();
                long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
                while (System.nanoTime() - deadline < 0) { // the process may have been stopped while it did not wait
                    if (value().contains(waiter.clientNumber())) {
                        return waiter;
                    }
                }
                waiter.resume();
            }
        }

        void killConnections(Predicate<String> selection) {
            for (String line : server.clients()) {
                if (line.contains("name=dkredis") && selection.test(line)) {
                    String id = line.substring("id=".length(), line.indexOf(' '));
                    try {
                        server.command("CLIENT", "KILL", "ID", id);
                    } catch (ErrorReplyException e) {
                        // The connection has already gone.
                    }
                }
            }
        }

        /** Waits until each thread of each running process has had a lock that many times more. */
        void awaitProgress(int times) {
            for (WorkerProcess worker : workers) {
                if (worker.isRunning()) {
                    long[] before = worker.counts();
                    Await.until(
                            () -> {
                                long[] now = worker.counts();
                                for (int i = 0; i < now.length; i++) {
                                    if (now[i] < before[i] + times) {
                                        return false;
                                    }
                                }
                                return true;
                            },
                            LIMIT,
                            () -> "no progress: " + Arrays.toString(before) + ", " + Arrays.toString(worker.counts())
                                    + ", held by " + value() + ", queue: "
                                    + server.command("LRANGE", "dkredis:mutex-queue:{dkredis:mutex:h0}", "0", "-1"));
                }
            }
        }
    }

    @AfterAll
    void endWorkers() {
        workers.forEach(WorkerProcess::kill);
    }

    @ParameterizedTest
    @EnumSource
    void history_disasterStrikes_hasNoViolation(
            Disaster disaster, RedisServer server, FaultProxy proxy, TestReporter report) {
        run(disaster, 1, 1, server, proxy, report);
    }

    /** The long campaign. */
    @Tag("campaign")
    @ParameterizedTest
    @EnumSource
    void history_disasterStrikesAgainAndAgain_hasNoViolation(
            Disaster disaster, RedisServer server, FaultProxy proxy, TestReporter report) {
        run(disaster, 15, 1, server, proxy, report);
        run(disaster, 5, 3, server, proxy, report);
    }

    private void run(
            Disaster disaster, int rounds, int locks, RedisServer server, FaultProxy proxy, TestReporter report) {
        List<Path> histories = new ArrayList<>();
        List<Long> strikes = new ArrayList<>();
        Scene scene = new Scene(server, proxy, workers, histories, new ArrayList<>());
        boolean throughProxy = disaster.way == Disaster.Way.THROUGH_THE_PROXY;
        String uri = (throughProxy ? proxy.uri() : server.uri()).toString();
        for (int round = 0; round < rounds; round++) {
            if (round == 0 || workers.stream().anyMatch(worker -> !worker.isAlive())) {
                startWorkers(histories, uri, server, locks, round == 0);
            }
            scene.awaitProgress(20);
            strikes.add(scene.micros());
            disaster.strike(scene);
            scene.awaitProgress(10);
        }
        for (WorkerProcess worker : workers) {
            if (worker.isAlive()) {
                assertThat(worker.end()).as("entries and timers left").isZero();
            }
        }

        History history = History.read(histories);
        List<Long> lossesAt = scene.losses.stream().map(Loss::beforeMicros).toList();
        assertThat(history.violations(lossesAt)).isEmpty();
        for (Loss loss : scene.losses) {
            assertThat(history.violationsAcross(loss, LEASE_MILLIS * 1_000L)).isEmpty();
        }
        if (disaster == Disaster.STOP_HOLDER && locks == 1) {
            assertThat(history.visits())
                    .as("the stopped process has noticed its loss")
                    .anyMatch(v -> !v.believed());
        }
        if (disaster == Disaster.NONE) { // a machine that pauses for a quarter of a claim is not a fault of the lock
            assertThat(history.visits().stream().filter(Visit::believed).count())
                    .isGreaterThan(history.visits().size() * 95L / 100);
        }
        for (int i = 0; i < locks; i++) {
            assertThat(server.command("EXISTS", "dkredis:mutex-queue:{dkredis:mutex:h" + i + "}"))
                    .isEqualTo(0L);
        }
        report.publishEntry(disaster.name(), summary(history, strikes));
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
                workers.get(i).begin(uri, server.port(), number, locks, THREADS, LEASE_MILLIS, BODY_MICROS, file);
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

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.History.Loss;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The server, the processes and the histories of a run of {@link MutexHistoryTest}.
 *
 * @param locks the number of locks, which are named h0, h1 and so on
 * @param losses when the server lost its data
 */
record HistoryScene(
        RedisServer server,
        FaultProxy proxy,
        List<WorkerProcess> workers,
        int locks,
        Random random,
        List<Path> histories,
        List<Loss> losses) {

    /** A failure, not a measure: no condition takes that long. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    static final int LEASE_MILLIS = 1_000;

    /** How the server marks a connection that listens to one channel. */
    static final String SUBSCRIBED = " sub=1 ";

    /** Records when the server loses its data. The server's clock is read on both sides. */
    void losing(Runnable disaster) {
        long before = micros();
        disaster.run();
        losses.add(new Loss(before, micros()));
    }

    /**
     * Makes the server lose its data while a client of this process holds the lock: the client learns of it, and has a
     * smaller fence than everybody afterwards.
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

    long lossesNoticed() {
        return History.read(histories).visits().stream()
                .filter(visit -> !visit.believed())
                .count();
    }

    /** {@return one of the processes that a condition allows, at random} */
    WorkerProcess anyOf(Predicate<WorkerProcess> condition) {
        List<WorkerProcess> allowed = workers.stream().filter(condition).toList();
        return allowed.get(random.nextInt(allowed.size()));
    }

    String value() {
        return String.valueOf(server.command("GET", "dkredis:mutex:h0"));
    }

    long micros() {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    /** Scripts refused for lack of memory. Redis 6.2 counts them as ERR, with its errors of other kinds. */
    long refusals() {
        String code = server.version().startsWith("6.") ? "errorstat_ERR:" : "errorstat_OOM:";
        String errors = String.valueOf(server.command("INFO", "errorstats"));
        return errors.lines()
                .filter(line -> line.startsWith(code))
                .mapToLong(
                        line -> Long.parseLong(line.replaceAll(".*count=", "").strip()))
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
            WorkerProcess waiter = anyOf(worker -> worker != holder && worker.isRunning());
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

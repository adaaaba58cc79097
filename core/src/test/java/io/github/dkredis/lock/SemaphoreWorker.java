package io.github.dkredis.lock;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of {@link SemaphoreHistoryTest}. It prints the number of its client. Its threads acquire and release
 * permits until its input ends, and write a line for each visit: slot, fencing token, the server's clock at the
 * beginning and at the end, and whether the permit said that it was held after the end.
 */
final class SemaphoreWorker {

    private static final long BODY_NANOS = 500_000;

    private final DkRedis redis;
    private final Semaphore semaphore;
    private final int port;
    private final OutputStream history;
    private volatile boolean ending;

    private SemaphoreWorker(String uri, int port, int permits, long leaseMillis, Path history) throws IOException {
        this.redis = DkRedis.builder()
                .uri(uri)
                .connectTimeout(Duration.ofSeconds(30))
                .connect();
        this.semaphore = redis.semaphore("h", permits)
                .lease(Duration.ofMillis(leaseMillis))
                .renewed();
        this.port = port;
        this.history = Files.newOutputStream(history);
    }

    public static void main(String[] args) throws Exception {
        SemaphoreWorker worker = new SemaphoreWorker(
                args[0],
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]),
                Path.of(args[4]));
        System.out.println(worker.semaphore.registry().tokens().next().substring(12, 32));
        Thread[] threads = new Thread[Integer.parseInt(args[5])];
        for (int i = 0; i < threads.length; i++) {
            int permits = i == 0 ? 2 : 1; // one thread wants two permits
            threads[i] = new Thread(() -> worker.work(permits), "worker-" + i);
            threads[i].start();
        }
        while (System.in.read() >= 0) {
            // until the parent closes it, or dies
        }
        worker.ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
        worker.redis.close();
        System.exit(0);
    }

    private void work(int permits) {
        try (RespConnection clock = RespConnection.open("127.0.0.1", port)) {
            while (!ending) {
                try (Permit permit = semaphore.acquire(permits)) {
                    long enter = micros(clock);
                    LockSupport.parkNanos(BODY_NANOS);
                    long exit = micros(clock);
                    boolean believed = permit.isHeld();
                    for (int slot : permit.slots()) {
                        String line = slot + " " + permit.fencingToken() + " " + enter + " " + exit + " " + believed;
                        history.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (DkRedisException e) {
                    LockSupport.parkNanos(5_000_000); // so that a failing server is not flooded
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static long micros(RespConnection clock) {
        List<?> time = (List<?>) clock.call("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }
}

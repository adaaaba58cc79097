package io.github.dkredis.lock;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.lock.History.Visit;
import io.github.dkredis.testkit.RespConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the history tests. It reads commands and answers each with one line. {@code begin …} starts threads that
 * acquire and release until the end, and answers with the client's number in tokens; {@code counts} answers how often
 * each thread had a lock; {@code reopen NANOS} closes the client while its threads lock, and answers with the number of
 * the next one; {@code end} answers how many entries and timers the client left, which should be 0. The process ends
 * with its input.
 */
final class HistoryWorker {

    /** A client, its number in the history, and the number of its next request. */
    private record Client(DkRedis redis, int number, AtomicLong requests) {

        static Client connect(String uri, int number) {
            DkRedis redis = DkRedis.builder()
                    .uri(uri)
                    .timeout(Duration.ofSeconds(2))
                    .connectTimeout(Duration.ofSeconds(30)) // a slow machine loads its classes meanwhile
                    .connect();
            return new Client(redis, number, new AtomicLong());
        }

        String tokenNumber() {
            return redis.mutex("h0").locks().mutexes().tokens().get().substring(12, 32);
        }
    }

    /** What is added to a client's number for the next client of the same process. */
    private static final int NEXT_CLIENT = 10_000;

    private final String uri;
    private volatile Client client;
    private final int port;
    private final int locks;
    private final Duration lease;
    private final long bodyNanos;
    private final OutputStream history;
    private final AtomicLongArray counts;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    private HistoryWorker(String[] words) throws IOException {
        uri = words[1];
        port = Integer.parseInt(words[2]);
        client = Client.connect(uri, Integer.parseInt(words[3]));
        locks = Integer.parseInt(words[4]);
        counts = new AtomicLongArray(Integer.parseInt(words[5]));
        lease = Duration.ofMillis(Long.parseLong(words[6]));
        bodyNanos = Long.parseLong(words[7]) * 1_000;
        history = Files.newOutputStream(Path.of(words[8]));
        for (int i = 0; i < counts.length(); i++) {
            int number = i;
            Thread thread = new Thread(() -> work(number), "worker-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        HistoryWorker worker = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("begin")) {
                worker = new HistoryWorker(words);
                System.out.println(worker.client.tokenNumber());
            } else if (worker != null) {
                System.out.println(
                        switch (words[0]) {
                            case "counts" -> worker.counts();
                            case "reopen" -> worker.reopen(Integer.parseInt(words[1]));
                            default -> worker.end();
                        });
            }
        }
        System.exit(0);
    }

    private void work(int number) {
        RespConnection clock = null;
        for (long round = number; !ending; round++) {
            String name = "h" + round % locks;
            Client current = client;
            Mutex mutex = current.redis.mutex(name).lease(lease).renewed();
            try {
                clock = clock == null ? RespConnection.open("127.0.0.1", port) : clock;
                Request request =
                        number % 2 == 0 ? request(current, mutex) : new Request(OptionalLong.empty(), mutex::acquire);
                Lease held = request.lease.get();
                try {
                    visit(clock, held, current.number, name, number, request.number);
                } finally {
                    held.close();
                }
            } catch (DkRedisException | UncheckedIOException | CompletionException e) {
                clock = e instanceof UncheckedIOException ? close(clock) : clock;
                LockSupport.parkNanos(5_000_000); // so that a failing server is not flooded
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(1_000_000); // the client is being closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        close(clock);
    }

    /** Numbers a request and enters the queue in one step, so that the numbers are in the order of the queue. */
    private synchronized Request request(Client current, Mutex mutex) {
        CompletableFuture<Lease> stage = mutex.async().acquire().toCompletableFuture();
        return new Request(OptionalLong.of(current.requests.getAndIncrement()), stage::join);
    }

    /** Closes the client at a moment that the test chose; the threads go on with the next one. */
    private String reopen(int afterNanos) {
        LockSupport.parkNanos(afterNanos);
        Client before = client;
        client = Client.connect(uri, before.number + NEXT_CLIENT);
        before.redis.close();
        return client.tokenNumber();
    }

    private record Request(OptionalLong number, Supplier<Lease> lease) {}

    private void visit(RespConnection clock, Lease held, int client, String name, int number, OptionalLong request)
            throws IOException {
        long enter = micros(clock);
        LockSupport.parkNanos(bodyNanos);
        long exit = micros(clock);
        boolean believed = held.isHeld();
        counts.incrementAndGet(number);
        String line = String.join(
                " ",
                name,
                Long.toString(held.fencingToken()),
                Integer.toString(client),
                Integer.toString(number),
                Visit.toString(request),
                Long.toString(enter),
                Long.toString(exit),
                Boolean.toString(believed));
        history.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static long micros(RespConnection clock) {
        List<?> time = (List<?>) clock.call("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    private static @Nullable RespConnection close(@Nullable RespConnection clock) {
        if (clock != null) {
            clock.close();
        }
        return null;
    }

    private String counts() {
        return IntStream.range(0, counts.length())
                .mapToObj(i -> Long.toString(counts.get(i)))
                .collect(Collectors.joining(" "));
    }

    private String end() throws Exception {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
        MutexRegistry registry = client.redis.mutex("h0").locks().mutexes();
        long deadline = System.nanoTime() + HistoryScene.LIMIT.toNanos();
        int left = registry.size() + registry.pendingTimers();
        while (left > 0 && System.nanoTime() - deadline < 0) { // an outage interrupts what is repeated later
            LockSupport.parkNanos(10_000_000);
            left = registry.size() + registry.pendingTimers();
        }
        client.redis.close();
        history.close();
        return Integer.toString(left);
    }
}

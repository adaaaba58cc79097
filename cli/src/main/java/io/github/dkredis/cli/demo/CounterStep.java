package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight threads and one counter: by update, and by GET and SET. */
final class CounterStep implements Step {

    private static final int THREADS = 8;
    private static final int TIMES = 1_000;

    @Override
    public String title() {
        return "8 threads count to 8,000 in one key";
    }

    @Override
    public void run(Stage stage) {
        Story story = stage.story();
        story.code(
                "redis.atomics().update(\"counter\", n -> n == null ? \"1\" : String.valueOf(Long.parseLong(n) + 1))");
        RedisServer server = stage.server();
        server.resetStats();
        long start = System.nanoTime();
        inThreads(() -> {
            for (int i = 0; i < TIMES; i++) {
                stage.redis().atomics().update("counter", CounterStep::next);
            }
            return true;
        });
        report(story, "dkredis update", server, "counter", System.nanoTime() - start);
        long refused = server.calls("evalsha") - (long) THREADS * TIMES;
        start = System.nanoTime();
        inThreads(() -> {
            try (RespConnection connection = server.connect()) {
                for (int i = 0; i < TIMES; i++) {
                    Object read = connection.call("GET", "naive");
                    connection.call("SET", "naive", next(read == null ? null : read.toString()));
                }
            }
            return true;
        });
        report(story, "GET, add one, SET", server, "naive", System.nanoTime() - start);
        story.say("    update() writes only if nobody changed the key since it was read, and else tries again:");
        story.say("    that happened %,d times.", refused);
    }

    static String next(@org.jspecify.annotations.Nullable String number) {
        return number == null ? "1" : Long.toString(Long.parseLong(number) + 1);
    }

    private static void report(Story story, String what, RedisServer server, String key, long nanos) {
        long counted = Long.parseLong(String.valueOf(server.command("GET", key)));
        long lost = (long) THREADS * TIMES - counted;
        story.result(what, "%,d counted, %,d lost (%.0f ms)", counted, lost, nanos / 1e6);
    }

    private static void inThreads(Callable<Boolean> task) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                tasks.add(task);
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}

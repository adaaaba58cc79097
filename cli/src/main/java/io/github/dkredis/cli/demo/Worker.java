package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;

/** The main class of a process that works for the demo: it reads a task from stdin, does it, and reports on stdout. */
public final class Worker {

    private static final Map<String, WorkerTask> TASKS = Map.ofEntries(
            Map.entry("turns-naive", LockTurns::naive),
            Map.entry("turns-dkredis", LockTurns::dkredis),
            Map.entry("hold", LockTakeOver::hold),
            Map.entry("take-naive", LockTakeOver::naive),
            Map.entry("take-dkredis", LockTakeOver::dkredis),
            Map.entry("load-naive", CacheCallers::naive),
            Map.entry("load-dkredis", CacheCallers::dkredis),
            Map.entry("price-get", PriceReader::get),
            Map.entry("price-map", PriceReader::map),
            Map.entry("price-near", PriceReader::near),
            Map.entry("price-write", PriceWriter::plain),
            Map.entry("price-put", PriceWriter::cache),
            Map.entry("limit-naive", LimitedCallers::naive),
            Map.entry("limit-dkredis", LimitedCallers::dkredis));

    /** The demo's own limits decide, also on a machine that is busy with other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Worker() {}

    /**
     * Works until stdin ends.
     *
     * @param args the server's URI
     */
    public static void main(String[] args) throws InterruptedException {
        LogManager.getLogManager().reset();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        WorkerLine line = new WorkerLine(System.in, out);
        try (DkRedis redis = DkRedis.builder()
                .uri(args[0])
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .connect()) {
            WorkerContext context = new WorkerContext(redis, line);
            line.write(WorkerLine.PREPARED);
            while (true) {
                work(context, line, List.of(line.read().split(" ")));
            }
        } catch (RuntimeException e) {
            line.write(WorkerLine.FAILED + e);
        }
    }

    private static void work(WorkerContext context, WorkerLine line, List<String> words) {
        try {
            Figures figures = task(words.get(0)).run(context, words.subList(1, words.size()));
            line.write(figures.line());
        } catch (Exception | Error e) { // whatever it is, the demo has to learn of it
            line.write(WorkerLine.FAILED
                    + e
                    + Arrays.stream(e.getStackTrace()).limit(3).toList());
        }
    }

    private static WorkerTask task(String name) {
        WorkerTask task = TASKS.get(name);
        if (task == null) {
            throw new IllegalArgumentException("unknown task " + name);
        }
        return task;
    }
}

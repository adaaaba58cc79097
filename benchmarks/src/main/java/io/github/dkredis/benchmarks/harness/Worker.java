package io.github.dkredis.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program of each JVM of {@link WorkerProcesses}. It reads orders to open subjects and run windows, one line of
 * JSON each, answers each with a line of JSON, and ends with its input.
 */
public final class Worker implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    private final BiFunction<String, String, Subject> subjects;
    private final Map<String, Opened> opened = new HashMap<>();

    /**
     * A worker without any open subject.
     *
     * @param subjects finds a subject by the name of its workload and its own name
     */
    public Worker(BiFunction<String, String, Subject> subjects) {
        this.subjects = subjects;
    }

    /** Serves until the input ends. */
    public void serve(Reader orders, PrintWriter answers) throws IOException {
        BufferedReader lines = new BufferedReader(orders);
        String line;
        while ((line = lines.readLine()) != null) {
            answers.println(JSON.writeValueAsString(answer(JSON.readValue(line, Order.class))));
            answers.flush();
        }
    }

    private Answer answer(Order order) {
        try {
            return switch (order.task) {
                case OPEN -> open(order);
                case MEASURE -> new Answer(null, measure(order), null);
                case CHECK -> check(order);
                case CLOSE -> close(order);
            };
        } catch (Exception e) {
            return new Answer(e.toString(), null, null);
        }
    }

    private Answer open(Order order) throws Exception {
        LoadContext context = Objects.requireNonNull(order.context);
        Load load = subjects.apply(order.workload, order.subject).opener().open(context);
        opened.put(order.subject, new Opened(load, new LoadThreads(context.threads())));
        return Answer.DONE;
    }

    private Sample measure(Order order) throws Exception {
        Opened subject = opened(order);
        // All JVMs have the same start time, so that their windows overlap.
        Thread.sleep(Math.max(0, order.startAtMillis - System.currentTimeMillis()));
        return subject.threads.run(subject.load, Duration.ofNanos(order.windowNanos));
    }

    private Answer check(Order order) throws Exception {
        return new Answer(null, null, opened(order).load.check());
    }

    private Answer close(Order order) throws Exception {
        opened(order).close();
        opened.remove(order.subject);
        return Answer.DONE;
    }

    private Opened opened(Order order) {
        return Objects.requireNonNull(opened.get(order.subject), "the subject is not open");
    }

    @Override
    public void close() throws IOException {
        for (Opened subject : opened.values()) {
            subject.close();
        }
    }

    private record Opened(Load load, LoadThreads threads) {
        void close() throws IOException {
            threads.close();
            load.close();
        }
    }

    enum Task {
        OPEN,
        MEASURE,
        CHECK,
        CLOSE
    }

    /**
     * A task for one subject.
     *
     * @param context for {@code OPEN}
     * @param startAtMillis for {@code MEASURE}: when the window begins, in milliseconds of the wall clock
     * @param windowNanos for {@code MEASURE}: the length of the window
     */
    record Order(
            Task task,
            String workload,
            String subject,
            @Nullable LoadContext context,
            long startAtMillis,
            long windowNanos) {
        static Order open(String workload, String subject, LoadContext context) {
            return new Order(Task.OPEN, workload, subject, context, 0, 0);
        }

        static Order measure(String workload, String subject, long startAtMillis, Duration window) {
            return new Order(Task.MEASURE, workload, subject, null, startAtMillis, window.toNanos());
        }

        static Order simple(Task task, String workload, String subject) {
            return new Order(task, workload, subject, null, 0, 0);
        }
    }

    /** An error, or the result of the task. */
    record Answer(
            @Nullable String error,
            @Nullable Sample sample,
            @Nullable Measurements measurements) {
        static final Answer DONE = new Answer(null, null, null);
    }
}

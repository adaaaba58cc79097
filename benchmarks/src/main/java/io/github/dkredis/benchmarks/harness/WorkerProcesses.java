package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Worker.Answer;
import io.github.dkredis.benchmarks.harness.Worker.Order;
import io.github.dkredis.benchmarks.harness.Worker.Task;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Several JVMs with this JVM's class path, each a {@link Worker}, which get orders over their standard streams. */
public final class WorkerProcesses implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;
    private static final int LEAD_MILLIS = 100;

    private final List<Jvm> jvms = new ArrayList<>();

    /**
     * Starts the JVMs.
     *
     * @param count how many JVMs to start
     * @param command options of the JVM, the main class, and the arguments that make it a worker
     */
    public WorkerProcesses(int count, List<String> command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx1g");
        line.addAll(jvmOptions());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(command);
        for (int i = 0; i < count; i++) {
            jvms.add(new Jvm(new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()));
        }
    }

    /** {@return further options of the JVMs: tests, which measure nothing, ask for the first compiler only} */
    private static List<String> jvmOptions() {
        String options = System.getProperty("bench.worker.options", "");
        return options.isBlank() ? List.of() : List.of(options.strip().split(" +"));
    }

    /** Opens a subject in each JVM; {@code first} is the context of the first JVM. */
    public void open(String workload, Subject subject, LoadContext first) throws IOException {
        tell(worker -> Order.open(workload, subject.name(), first.forWorker(worker)));
    }

    /** Begins a window of a subject in all JVMs without waiting for its end, for a caller that will kill the JVMs. */
    public void begin(String workload, Subject subject, Duration window) throws IOException {
        long start = System.currentTimeMillis() + LEAD_MILLIS;
        for (Jvm jvm : jvms) {
            jvm.send(Order.measure(workload, subject.name(), start, window));
        }
    }

    /** Throws if a JVM has reported an error in a window that {@link #begin} started. */
    public void requireNoFailure() throws IOException {
        for (Jvm jvm : jvms) {
            if (jvm.process.isAlive() && jvm.answers.ready()) {
                requireNoError(List.of(jvm.receive()));
            }
        }
    }

    /** Kills one JVM as {@code kill -9} does, and returns when it is gone. */
    public void kill(int worker) {
        jvms.get(worker).process.destroyForcibly().onExit().join();
    }

    /** Kills all JVMs. */
    public void killAll() {
        for (int worker = 0; worker < jvms.size(); worker++) {
            kill(worker);
        }
    }

    /** Runs one window of a subject in all JVMs, begun at the same moment, and returns the sum. */
    Sample measure(String workload, Subject subject, Duration window) throws IOException {
        long start = System.currentTimeMillis() + LEAD_MILLIS;
        List<Answer> answers = tell(worker -> Order.measure(workload, subject.name(), start, window));
        return Sample.sum(answers.stream()
                .map(answer -> Objects.requireNonNull(answer.sample()))
                .toList());
    }

    /** Makes each JVM check the effect of its operations. */
    public Measurements check(String workload, Subject subject) throws IOException {
        List<Answer> answers = tell(worker -> Order.simple(Task.CHECK, workload, subject.name()));
        return Measurements.sum(answers.stream()
                .map(answer -> Objects.requireNonNull(answer.measurements()))
                .toList());
    }

    /** Closes the subject in each JVM. */
    void close(String workload, Subject subject) throws IOException {
        tell(worker -> Order.simple(Task.CLOSE, workload, subject.name()));
    }

    /** Sends an order to every JVM before it reads the first answer, so that the JVMs work at the same time. */
    private List<Answer> tell(IntFunction<Order> order) throws IOException {
        for (int i = 0; i < jvms.size(); i++) {
            jvms.get(i).send(order.apply(i));
        }
        List<Answer> answers = new ArrayList<>();
        for (Jvm jvm : jvms) {
            answers.add(jvm.receive());
        }
        requireNoError(answers);
        return answers;
    }

    private static void requireNoError(List<Answer> answers) {
        answers.stream().map(Answer::error).filter(Objects::nonNull).findFirst().ifPresent(error -> {
            throw new WrongResultException("in a worker JVM: " + error);
        });
    }

    @Override
    public void close() throws IOException {
        for (Jvm jvm : jvms) {
            if (jvm.process.isAlive()) {
                jvm.orders.close();
            }
        }
        for (Jvm jvm : jvms) {
            jvm.process
                    .onExit()
                    .completeOnTimeout(jvm.process, SECONDS_TO_END, TimeUnit.SECONDS)
                    .join()
                    .destroyForcibly();
        }
    }

    private record Jvm(Process process, BufferedWriter orders, BufferedReader answers) {
        Jvm(Process process) {
            this(process, process.outputWriter(), process.inputReader());
        }

        void send(Order order) throws IOException {
            orders.write(Worker.JSON.writeValueAsString(order));
            orders.newLine();
            orders.flush();
        }

        Answer receive() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new EOFException("a worker JVM ended prematurely");
            }
            return Worker.JSON.readValue(line, Answer.class);
        }
    }
}

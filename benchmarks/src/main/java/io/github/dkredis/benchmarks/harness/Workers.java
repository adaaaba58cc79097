package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Subject.Place;
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

/** Several JVMs with this one's class path, each a {@link Worker}, spoken to over their standard streams. */
public final class Workers implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;
    private static final int LEAD_MILLIS = 100;

    private final List<Jvm> jvms = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param count how many
     * @param command the main class, and the arguments that make it a worker
     */
    public Workers(int count, List<String> command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
        line.addAll(command);
        for (int i = 0; i < count; i++) {
            jvms.add(new Jvm(new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()));
        }
    }

    /** Opens a subject in each JVM, with the same number of threads in each. */
    public void open(String workload, Subject subject, int port, int threads) throws IOException {
        tell(worker -> Order.open(workload, subject.name(), new Place(port, worker, threads)));
    }

    /** Runs one window of a subject in all JVMs from the same moment on, and adds them up. */
    Sample measure(String workload, Subject subject, Duration window) throws IOException {
        long start = System.currentTimeMillis() + LEAD_MILLIS;
        List<Answer> answers = tell(worker -> Order.measure(workload, subject.name(), start, window));
        return Sample.sum(answers.stream()
                .map(answer -> Objects.requireNonNull(answer.sample()))
                .toList());
    }

    /** Lets each JVM check what its operations must have brought about. */
    void check(String workload, Subject subject) throws IOException {
        tell(worker -> Order.simple(Task.CHECK, workload, subject.name()));
    }

    /** Closes the subject in each JVM. */
    void close(String workload, Subject subject) throws IOException {
        tell(worker -> Order.simple(Task.CLOSE, workload, subject.name()));
    }

    private List<Answer> tell(IntFunction<Order> order) throws IOException {
        for (int i = 0; i < jvms.size(); i++) {
            jvms.get(i).send(order.apply(i));
        }
        List<Answer> answers = new ArrayList<>();
        for (Jvm jvm : jvms) {
            answers.add(jvm.receive());
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        for (Jvm jvm : jvms) {
            jvm.orders.close();
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
                throw new EOFException("a worker JVM ended before its time");
            }
            Answer answer = Worker.JSON.readValue(line, Answer.class);
            if (answer.error() != null) {
                throw new WrongResultException("in a worker JVM: " + answer.error());
            }
            return answer;
        }
    }
}

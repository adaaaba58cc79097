package io.github.dkredis.chaos;

import io.github.dkredis.chaos.worker.ChaosWorker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a run. */
final class WorkerProcess {

    private static final int SECONDS_TO_END = 30;

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final long startedMicros;

    private WorkerProcess(String name, Process process, long startedMicros) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.startedMicros = startedMicros;
    }

    /**
     * Starts a process.
     *
     * @param log where its errors go
     * @param arguments those of {@link ChaosWorker}, of which the first is its name
     */
    static WorkerProcess start(Path log, List<String> arguments, long nowMicros) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosWorker.class.getName()));
        line.addAll(arguments);
        Process process = new ProcessBuilder(line).redirectError(log.toFile()).start();
        return new WorkerProcess(arguments.get(0), process, nowMicros);
    }

    String name() {
        return name;
    }

    long startedMicros() {
        return startedMicros;
    }

    /** Waits until its threads work. */
    void awaitReady() {
        expect("ready");
    }

    /** Gives an order, and waits until it is carried out. */
    void order(String order) {
        try {
            OutputStream orders = process.getOutputStream();
            orders.write((order + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("worker " + name + " is gone", e);
        }
        expect("done");
    }

    private void expect(String answer) {
        try {
            String line = answers.readLine();
            if (!answer.equals(line)) {
                throw new IllegalStateException("worker " + name + " answered " + line + " instead of " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends STOP or CONT. */
    void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the process end in order; returns whether it did. */
    boolean end() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean ended = process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        kill();
        return ended;
    }
}

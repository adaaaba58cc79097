package io.github.dkredis.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The demo's side of a {@link Worker} in a JVM of its own. */
final class WorkerProcess implements AutoCloseable {

    /**
     * The optimizing compiler begins ten times later than usual. This halves the processor time of a start, and the
     * loops that are measured run so often that they are compiled all the same.
     */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private final Process process;
    private final BufferedReader replies;

    private WorkerProcess(Process process) {
        this.process = process;
        this.replies = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a JVM with the class path of this one; {@link #awaitPrepared()} returns once it works. */
    static WorkerProcess start(URI server) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), server.toString()));
        try {
            return new WorkerProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for the demo", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void send(String... words) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).write(String.join(" ", words) + "\n");
            process.outputWriter(StandardCharsets.UTF_8).flush();
        } catch (IOException e) {
            throw new UncheckedIOException("worker " + pid() + " has ended", e);
        }
    }

    void awaitPrepared() {
        String line = line();
        if (!line.equals(WorkerLine.PREPARED)) {
            throw new IllegalStateException("worker " + pid() + ": " + line);
        }
    }

    /** Waits for the next report. It ends by an exception once this process was killed. */
    Figures report() {
        String line = line();
        if (line.startsWith(WorkerLine.FAILED)) {
            throw new IllegalStateException("worker " + pid() + ": " + line);
        }
        return Figures.parse(line);
    }

    private String line() {
        try {
            String line = replies.readLine();
            if (line == null) {
                throw new IllegalStateException("worker " + pid() + " has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("worker " + pid() + " has ended", e);
        }
    }

    /** Ends the process by SIGKILL, as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package io.github.dkredis.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A {@link HistoryWorker} as its parent sees it. It ends with its parent, because its input does. */
final class WorkerProcess {

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private String number = "";
    private boolean stopped;

    private WorkerProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static WorkerProcess start() {
        try {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return new WorkerProcess(new ProcessBuilder(
                            java,
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HistoryWorker.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void begin(Object... words) {
        number = call("begin "
                + String.join(" ", Arrays.stream(words).map(String::valueOf).toList()));
    }

    /** The client's number, the second part of its tokens. */
    String number() {
        return number;
    }

    long[] counts() {
        return Arrays.stream(call("counts").split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Ends the threads and the client; answers with how many entries and timers it had left. */
    int end() {
        return Integer.parseInt(call("end"));
    }

    boolean isRunning() {
        return process.isAlive() && !stopped;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP, or SIGCONT. */
    void pause(boolean stop) {
        try {
            stopped = stop;
            Process kill = new ProcessBuilder("kill", stop ? "-STOP" : "-CONT", Long.toString(process.pid())).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String call(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the worker has ended");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

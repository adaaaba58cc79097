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

/** The parent's handle of a {@link HistoryWorker}. The process ends with its parent, because its input ends then. */
final class WorkerProcess {

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private String clientNumber = "";
    private boolean paused;

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
        clientNumber = call("begin "
                + String.join(" ", Arrays.stream(words).map(String::valueOf).toList()));
    }

    /** {@return the client's number, which is part of its tokens} */
    String clientNumber() {
        return clientNumber;
    }

    /** Closes the client of the process while its threads lock; another one takes its place. */
    void reopen(int afterNanos) {
        clientNumber = call("reopen " + afterNanos);
    }

    long[] counts() {
        return Arrays.stream(call("counts").split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Ends the threads and the client; returns the number of entries and timers that were left. */
    int end() {
        return Integer.parseInt(call("end"));
    }

    boolean isRunning() {
        return process.isAlive() && !paused;
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

    /** Stops the process (SIGSTOP). */
    void pause() {
        signal("-STOP");
        paused = true;
    }

    /** Continues the process (SIGCONT). */
    void resume() {
        paused = false;
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " failed");
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

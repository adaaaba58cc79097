package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a server program. It logs to a file in its directory, and is killed when this JVM ends. */
final class ServerProcess {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(1);
    private static final int LINES_SHOWN = 30;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ServerProcess start(
            RedisBinary binary, ManagedTempDir directory, Path configuration, List<String> arguments) {
        Path log = directory.file("server.log");
        try {
            List<String> command = new ArrayList<>(List.of(binary.path().toString(), configuration.toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(directory.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            directory.attach(process);
            process.getOutputStream().close();
            return new ServerProcess(process, log);
        } catch (IOException e) {
            throw new ServerStartException("Could not run " + binary.path(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM, and SIGKILL if the process has not ended after ten seconds; returns when the process is gone. */
    void stop() {
        process.destroy();
        if (!hasEnded(END_LIMIT)) {
            kill();
        }
    }

    /** Sends SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        if (!hasEnded(END_LIMIT)) {
            throw new IllegalStateException("Server process " + pid() + " survived SIGKILL");
        }
    }

    /** Sends a signal by name, such as STOP. Does nothing if the process has ended. */
    void signal(String name) {
        try {
            // The shell has kill built in; a program of that name is not installed everywhere.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            if (kill.waitFor() != 0 && !hasEnded(SIGNAL_LIMIT)) {
                throw new IllegalStateException("Could not send SIG" + name + " to process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending SIG" + name, e);
        }
    }

    List<String> output() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of("(no output: " + e + ")");
        }
    }

    String lastLines() {
        List<String> lines = output();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }

    private boolean hasEnded(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            // Keeps waiting when interrupted, so that an interrupted test does not leave its server running.
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

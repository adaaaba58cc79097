package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a server program: writes its output to a file in its folder, and dies with this JVM. */
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

    static ServerProcess start(RedisBinary binary, ManagedTempDir directory, Path configuration) {
        Path log = directory.file("server.log");
        try {
            Process process = new ProcessBuilder(binary.path().toString(), configuration.toString())
                    .directory(directory.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            directory.house(process);
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

    /** SIGTERM, and SIGKILL if that has not ended it after ten seconds. */
    void stop() {
        process.destroy();
        if (!hasEnded(END_LIMIT)) {
            kill();
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        if (!hasEnded(END_LIMIT)) {
            throw new IllegalStateException("Server process " + pid() + " outlives SIGKILL");
        }
    }

    /** Sends a signal by its name, such as STOP. */
    void signal(String name) {
        try {
            // The shell has a kill of its own; a program of that name is not on every machine.
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
            // A server left running because somebody interrupted its owner would be the worse surprise.
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

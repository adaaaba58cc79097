package io.github.dkredis.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Python that needs nothing but its standard library. Each call runs a process of its own. */
final class Python {

    private static final String SCRIPT = "peer.py";
    private static final long LIMIT_SECONDS = 10;

    private final int port;

    private Python(int port) {
        this.port = port;
    }

    /** {@return Python for the server on a port, empty if no python3 on the PATH can be run} */
    static Optional<Python> find(int port) {
        return run(List.of("python3", "-c", "")).map(nothing -> new Python(port));
    }

    /** {@return what {@code pickle.loads} makes of a key's bytes, or the exception it raises} */
    String read(String key) {
        return peer("read", key);
    }

    /** Stores an object of a class that only Python knows. */
    void storeOrder(String key) {
        peer("store", key);
    }

    private String peer(String action, String key) {
        return run(List.of("python3", "-c", script(), String.valueOf(port), action, key))
                .orElseThrow(() -> new IllegalStateException("python3 could not " + action + " " + key));
    }

    private static Optional<String> run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return Optional.of(new String(out.readAllBytes(), StandardCharsets.UTF_8).strip());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String script() {
        try (InputStream in = Python.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

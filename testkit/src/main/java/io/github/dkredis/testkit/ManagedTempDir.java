package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory, and the process that works in it. Both are gone when it is closed, and when the JVM has ended,
 * however it ended: a shutdown hook cleans up after a normal exit, a {@link Watchdog} after {@code kill -9}.
 */
public final class ManagedTempDir implements AutoCloseable {

    private static final Set<ManagedTempDir> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(ManagedTempDir::close), "dkredis-testkit-exit"));
    }

    private final Path path;
    private final Watchdog watchdog;
    /** Written by the owner's thread, read by the shutdown hook. */
    private volatile @Nullable Process process;

    private ManagedTempDir(Path path) {
        this.path = path;
        this.watchdog = Watchdog.over(path);
        OPEN.add(this);
    }

    /** {@return a new, empty directory} */
    public static ManagedTempDir create() {
        try {
            return new ManagedTempDir(Files.createTempDirectory("dkredis-").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the directory's absolute path} */
    public Path path() {
        return path;
    }

    /** {@return the path of a file in this directory; the file need not exist} */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Ties a process to this directory: it is killed when the directory is closed, or when the JVM ends. */
    void attach(Process started) {
        process = started;
        watchdog.watch(started);
        // The system may give the process id of an ended process to another program; the watchdog must not kill that.
        started.onExit().thenAccept(watchdog::forget);
    }

    /** Deletes a file or directory in this directory, if it exists. */
    void delete(String name) {
        delete(file(name));
    }

    /** Kills the process, if one is attached, and deletes the directory; a second call does nothing. */
    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            awaitEnd(running);
            watchdog.forget(running);
        }
        delete(path);
        watchdog.release();
        OPEN.remove(this);
    }

    /** Does not use {@code onExit}, which needs a thread of the common pool: a test may have blocked them all. */
    private static void awaitEnd(Process process) {
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another process is still writing there and will end; the watchdog deletes the directory again.
            root.toFile().deleteOnExit();
        }
    }
}

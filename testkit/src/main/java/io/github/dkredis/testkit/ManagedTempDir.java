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

/** A temporary folder, and the process that works in it: both are gone when it is closed, or when the JVM has ended. */
final class ManagedTempDir implements AutoCloseable {

    private static final Set<ManagedTempDir> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(ManagedTempDir::close), "dkredis-testkit-exit"));
    }

    private final Path folder;
    private final Watchdog watchdog;
    private volatile @Nullable Process resident;

    private ManagedTempDir(Path folder) {
        this.folder = folder;
        this.watchdog = Watchdog.over(folder);
        OPEN.add(this);
    }

    static ManagedTempDir create() {
        try {
            return new ManagedTempDir(Files.createTempDirectory("dkredis-").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes the process die with this den, at the latest. */
    void house(Process process) {
        resident = process;
        watchdog.watch(process);
        process.onExit().thenAccept(watchdog::forget);
    }

    /** Deletes a file or folder in it, if it is there. */
    void delete(String name) {
        delete(file(name));
    }

    @Override
    public void close() {
        Process process = resident;
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
            watchdog.forget(process);
        }
        delete(folder);
        watchdog.release();
        OPEN.remove(this);
    }

    /** Not through {@code onExit}, which needs a thread of the common pool: tests may have blocked them all. */
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

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException e) {
            // Whoever still writes there will end; the watchdog tries once more.
            path.toFile().deleteOnExit();
        }
    }
}

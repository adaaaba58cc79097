package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A temporary folder, and the process that works in it: both are gone when it is closed, or when the JVM has ended. */
final class Den implements AutoCloseable {

    private static final Set<Den> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Den::close), "dkredis-testkit-exit"));
    }

    private final Path folder;
    private final Watchdog watchdog;
    private volatile @Nullable Process resident;
    private volatile CompletableFuture<?> ended = CompletableFuture.completedFuture(null);

    private Den(Path folder) {
        this.folder = folder;
        this.watchdog = Watchdog.over(folder);
        OPEN.add(this);
    }

    static Den create() {
        try {
            return new Den(Files.createTempDirectory("dkredis-").toRealPath());
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
        ended = process.onExit().thenAccept(watchdog::forget);
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
            ended.join();
        }
        delete(folder);
        watchdog.release();
        OPEN.remove(this);
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

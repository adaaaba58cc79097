package io.github.dkredis.lock;

import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a server had on its disk at one moment. */
final class DataFolder {

    private final Path folder;
    private final Map<Path, byte[]> files;

    private DataFolder(Path folder, Map<Path, byte[]> files) {
        this.folder = folder;
        this.files = files;
    }

    /** Reads the append-only files of a running server. */
    static DataFolder copyOf(RedisServer server) {
        List<?> setting = (List<?>) server.command("CONFIG", "GET", "dir");
        Path folder = Path.of(String.valueOf(setting.get(1)));
        Map<Path, byte[]> files = new HashMap<>();
        for (Path file : dataFiles(folder)) {
            try {
                files.put(file, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new DataFolder(folder, files);
    }

    /** Puts the files back; the server must not run. */
    void restore() {
        try {
            for (Path file : dataFiles(folder)) {
                Files.delete(file);
            }
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> dataFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().contains("appendonly")
                            || file.getFileName().toString().endsWith(".rdb"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

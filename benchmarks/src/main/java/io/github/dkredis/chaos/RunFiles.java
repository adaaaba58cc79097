package io.github.dkredis.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of a run: a history and a log of each process. */
record RunFiles(Path root) {

    static RunFiles create() throws IOException {
        return in(Files.createTempDirectory("dkredis-chaos-"));
    }

    static RunFiles in(Path root) throws IOException {
        Files.createDirectories(root.resolve("history"));
        Files.createDirectories(root.resolve("log"));
        return new RunFiles(root);
    }

    Path histories() {
        return root.resolve("history");
    }

    Path history(String process) {
        return histories().resolve(process);
    }

    Path log(String process) {
        return root.resolve("log").resolve(process);
    }

    void delete() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** {@return the folder, for messages} */
    @Override
    public String toString() {
        return root.toString();
    }
}

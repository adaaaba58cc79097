package io.github.dkredis.benchmarks.flame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import jdk.jfr.Recording;

/**
 * Samples the stacks of this JVM from its creation to {@link #close}, and then draws them. The JDK's flight recorder
 * takes the samples: of threads that run Java code, and of threads inside system calls and other native code.
 */
public final class Flames implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final Recording recording = new Recording();
    private final String name;
    private final Path folder;

    private Flames(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        recording.enable("jdk.ExecutionSample").withPeriod(INTERVAL);
        recording.start();
    }

    /**
     * Begins to record, if there is a folder to draw into.
     *
     * @param name what runs; also the name of the file
     * @return what ends the recording and draws it; empty without a folder
     */
    public static Optional<Flames> into(Optional<Path> folder, String name) {
        return folder.map(path -> new Flames(name, path));
    }

    /** Ends the recording, and writes {@code NAME-flame.svg}. */
    @Override
    public void close() {
        try (Recording ended = recording) {
            ended.stop();
            Path dump = Files.createTempFile("flames", ".jfr");
            try {
                ended.dump(dump);
                Files.createDirectories(folder);
                String svg = new FlameGraph(StackTree.of(dump)).svg(name);
                Files.writeString(folder.resolve(name + "-flame.svg"), svg, StandardCharsets.UTF_8);
            } finally {
                Files.delete(dump);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

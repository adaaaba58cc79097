package io.github.dkredis.benchmarks.flame;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerLoader;

/**
 * Samples the stacks of this JVM from its creation to {@link #close}, and then draws them. async-profiler takes the
 * samples, on every millisecond of processor time, in Java, in the JVM and, where the machine allows it, in the kernel.
 */
public final class Flames implements AutoCloseable {

    private final AsyncProfiler profiler;
    private final String name;
    private final Path folder;

    private Flames(String name, Path folder) throws IOException {
        this.name = name;
        this.folder = folder;
        profiler = AsyncProfilerLoader.load();
        profiler.execute("start,event=cpu,interval=1ms,threads");
    }

    /**
     * Begins to sample, if there is a folder to draw into.
     *
     * @param name what runs; also the name of the file
     * @return what ends the sampling and draws the graph; empty without a folder
     */
    public static Optional<Flames> into(Optional<Path> folder, String name) throws IOException {
        return folder.isEmpty() ? Optional.empty() : Optional.of(new Flames(name, folder.get()));
    }

    /** Ends the sampling, and writes {@code NAME-flame.svg}. */
    @Override
    public void close() throws IOException {
        String stacks = profiler.execute("stop,collapsed,threads");
        Files.createDirectories(folder);
        String svg = new FlameGraph(StackTree.of(stacks)).svg(name);
        Files.writeString(folder.resolve(name + "-flame.svg"), svg, StandardCharsets.UTF_8);
    }
}

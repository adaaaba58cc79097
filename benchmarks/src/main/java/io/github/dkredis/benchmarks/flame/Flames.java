package io.github.dkredis.benchmarks.flame;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerLoader;

/**
 * Samples the stacks of this JVM while workloads run, and draws them. async-profiler takes a sample on every
 * millisecond of processor time, in Java, in the JVM and, where the machine allows it, in the kernel.
 */
public final class Flames {

    private Flames() {}

    /**
     * Does some work, and draws where its time went, if there is a folder to draw into.
     *
     * @param name what runs; the file is called {@code NAME-flame.svg}
     * @return the result of the work
     */
    public static <T> T around(Optional<Path> folder, String name, Callable<T> work) throws Exception {
        if (folder.isEmpty()) {
            return work.call();
        }
        AsyncProfiler profiler = AsyncProfilerLoader.load();
        profiler.execute("start,event=cpu,interval=1ms,threads");
        String stacks;
        T result;
        try {
            result = work.call();
        } finally {
            stacks = profiler.execute("stop,collapsed,threads");
        }
        Files.createDirectories(folder.get());
        String svg = new FlameGraph(StackTree.of(stacks)).svg(name);
        Files.writeString(folder.get().resolve(name + "-flame.svg"), svg, StandardCharsets.UTF_8);
        return result;
    }
}

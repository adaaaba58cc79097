package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param window the length of a window
 * @param sideBySide the numbers of warm-ups and windows
 * @param threads the threads of each JVM, one table each; empty for the suite's default
 * @param jvms the processes that run a workload at the same time; empty for the suite's default
 * @param keys the hashes of the suite {@code field}
 * @param trials the trials of the suite {@code mutex-kill}
 * @param lease the lease of the suite {@code mutex-kill}
 * @param subjects parts of names that select subjects; empty selects all
 * @param baseline the subject that ratios refer to; empty for the suite's default
 * @param curves what the suite {@code curves} measures
 * @param flames the folder for flame graphs, if they are wanted
 */
public record Settings(
        Duration window,
        SideBySide sideBySide,
        List<Integer> threads,
        Optional<Integer> jvms,
        int keys,
        int trials,
        Duration lease,
        List<String> subjects,
        Optional<String> baseline,
        Curves curves,
        Optional<Path> flames) {

    /**
     * A part of all curves.
     *
     * @param names parts of names that select curves; empty selects all
     * @param points how many points of each curve, from its beginning
     */
    public record Curves(List<String> names, int points) {
        public Curves {
            if (points < 1) {
                throw new IllegalArgumentException("points must be above zero");
            }
            names = List.copyOf(names);
        }

        /** {@return whether the curve of that name is measured} */
        public boolean selects(String curve) {
            return names.isEmpty() || names.stream().anyMatch(curve::contains);
        }
    }

    private static final List<Integer> DEFAULT_THREADS = List.of(1, 8, 64);

    /** One JVM with 1, 8 and 64 threads. */
    public static final List<ThreadLayout> DEFAULT_LAYOUTS =
            DEFAULT_THREADS.stream().map(ThreadLayout::ofThreads).toList();

    public Settings {
        if (window.isZero()
                || window.isNegative()
                || jvms.orElse(1) < 1
                || keys < 1
                || trials < 1
                || lease.toMillis() < 1
                || threads.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("seconds, JVMs, keys, trials, lease and threads must be above zero");
        }
        threads = List.copyOf(threads);
        subjects = List.copyOf(subjects);
    }

    /** {@return the layouts that the command line asks for, or else the given defaults} */
    public List<ThreadLayout> layouts(List<ThreadLayout> defaults) {
        if (threads.isEmpty() && jvms.isEmpty()) {
            return defaults;
        }
        List<Integer> threadCounts = threads.isEmpty() ? DEFAULT_THREADS : threads;
        return threadCounts.stream()
                .map(count -> new ThreadLayout(jvms.orElse(1), count))
                .toList();
    }

    /** {@return whether the subject of that name takes part} */
    public boolean selects(String subject) {
        String name = subject.toLowerCase(Locale.ROOT);
        return subjects.isEmpty() || subjects.stream().anyMatch(part -> name.contains(part.toLowerCase(Locale.ROOT)));
    }
}

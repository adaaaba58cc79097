package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.SideBySide;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param window how long one window is
 * @param sideBySide how many windows
 * @param threads of each JVM, one table each; empty for what the suite usually does
 * @param jvms processes that do the same at once, if not what the suite usually does
 * @param keys of the suite {@code field}
 * @param trials of the suite {@code mutex-kill}
 * @param lease of the suite {@code mutex-kill}
 * @param subjects parts of names; a subject that holds none of them is left out; empty for all
 * @param baseline what ratios are taken against, if not the suite's own choice
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
        Optional<String> baseline) {

    private static final List<Integer> USUAL_THREADS = List.of(1, 8, 64);

    /** One JVM with 1, 8 and 64 threads. */
    public static final List<ThreadLayout> DEFAULT_LAYOUTS =
            USUAL_THREADS.stream().map(threads -> new ThreadLayout(1, threads)).toList();

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

    /** Who does the work: what was asked for, or else what is usual. */
    public List<ThreadLayout> layouts(List<ThreadLayout> usual) {
        if (threads.isEmpty() && jvms.isEmpty()) {
            return usual;
        }
        List<Integer> crews = threads.isEmpty() ? USUAL_THREADS : threads;
        return crews.stream()
                .map(crew -> new ThreadLayout(jvms.orElse(1), crew))
                .toList();
    }

    /** Whether this subject takes part. */
    public boolean wants(String subject) {
        String name = subject.toLowerCase(Locale.ROOT);
        return subjects.isEmpty() || subjects.stream().anyMatch(part -> name.contains(part.toLowerCase(Locale.ROOT)));
    }
}

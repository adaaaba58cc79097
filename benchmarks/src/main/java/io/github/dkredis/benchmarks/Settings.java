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
 * @param threads of each JVM, one table each
 * @param jvms processes that do the same at once
 * @param keys of the suite {@code field}
 * @param subjects parts of names; a subject that holds none of them is left out; empty for all
 * @param baseline what ratios are taken against, if not the suite's own choice
 */
public record Settings(
        Duration window,
        SideBySide sideBySide,
        List<Integer> threads,
        int jvms,
        int keys,
        List<String> subjects,
        Optional<String> baseline) {

    public Settings {
        if (window.isZero()
                || window.isNegative()
                || jvms < 1
                || keys < 1
                || threads.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("seconds, JVMs, keys and threads must be above zero");
        }
        threads = List.copyOf(threads);
        subjects = List.copyOf(subjects);
    }

    /** Whether this subject takes part. */
    public boolean wants(String subject) {
        String name = subject.toLowerCase(Locale.ROOT);
        return subjects.isEmpty() || subjects.stream().anyMatch(part -> name.contains(part.toLowerCase(Locale.ROOT)));
    }
}

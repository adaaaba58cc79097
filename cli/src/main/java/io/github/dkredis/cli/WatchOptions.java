package io.github.dkredis.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that can look again and again. */
final class WatchOptions {

    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    @Option(
            names = "--watch",
            description =
                    "look again and again until it is interrupted: on a terminal the picture is redrawn, elsewhere"
                            + " a line of JSON is printed when something has changed. A lost server is waited for")
    private boolean isOn;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            description = "how long --watch pauses between two looks, at least 100ms. Default: 2s, or as long as a look"
                    + " takes")
    private @Nullable Duration every;

    void check() {
        if (every != null && !isOn) {
            throw new UsageException("--every is only useful with --watch");
        }
        if (every != null && every.compareTo(SHORTEST) < 0) {
            throw new UsageException("--every must be at least 100ms");
        }
    }

    boolean isOn() {
        return isOn;
    }

    Duration pause() {
        return every == null ? USUAL : every;
    }
}

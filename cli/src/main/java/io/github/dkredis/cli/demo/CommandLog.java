package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.RedisServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Measures a way to read something by the server's slow log, which has every command while it is on. */
final class CommandLog {

    private static final String ENTRIES = "100000";
    private static final String USUAL_THRESHOLD = "10000";

    private CommandLog() {}

    /** The quickest run, the commands of one run, and the longest command in the run where that was shortest. */
    record Measurement(int results, long nanos, long commands, long longestMicros) {

        private Measurement best(Measurement other) {
            return new Measurement(
                    other.results,
                    Math.min(nanos, other.nanos),
                    other.commands,
                    Math.min(longestMicros, other.longestMicros));
        }
    }

    /**
     * Measures several runs, because another program of this machine may disturb one.
     *
     * @param commands the commands that the way sends; the log has the commands of scripts as well
     */
    static Measurement bestOf(int runs, RedisServer server, Set<String> commands, Supplier<Map<String, String>> way) {
        server.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
        server.command("CONFIG", "SET", "slowlog-max-len", ENTRIES);
        Measurement best = measure(server, commands, way);
        for (int run = 1; run < runs; run++) {
            best = best.best(measure(server, commands, way));
        }
        server.command("CONFIG", "SET", "slowlog-log-slower-than", USUAL_THRESHOLD);
        server.command("SLOWLOG", "RESET");
        return best;
    }

    private static Measurement measure(RedisServer server, Set<String> names, Supplier<Map<String, String>> way) {
        server.command("SLOWLOG", "RESET");
        long start = System.nanoTime();
        int results = way.get().size();
        long nanos = System.nanoTime() - start;
        long commands = 0;
        long longest = 0;
        for (Object entry : Stage.elements(server.command("SLOWLOG", "GET", ENTRIES))) {
            List<?> parts = (List<?>) entry; // id, time, duration, words, …
            if (names.contains(name((List<?>) parts.get(3)))) {
                commands++;
                longest = Math.max(longest, (Long) parts.get(2));
            }
        }
        return new Measurement(results, nanos, commands, longest);
    }

    private static String name(List<?> words) {
        return String.valueOf(words.get(0)).toUpperCase(Locale.ROOT);
    }
}

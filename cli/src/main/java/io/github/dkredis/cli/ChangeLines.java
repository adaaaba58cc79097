package io.github.dkredis.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prints a line of JSON for each row that is new, has changed or is gone, with the time at which that was seen. */
final class ChangeLines implements WatchDisplay {

    private final Console console;
    private final Function<@Nullable Object, String> format;
    private final Map<String, Row> known = new LinkedHashMap<>();

    ChangeLines(Console console, Function<@Nullable Object, String> format) {
        this.console = console;
        this.format = format;
    }

    @Override
    public void show(List<Row> rows) {
        Map<String, Row> now = new HashMap<>();
        for (Row row : rows) {
            Row before = known.get(row.id());
            if (now.put(row.id(), row) == null
                    && (before == null || !before.state().equals(row.state()))) {
                print(row.shown());
            }
        }
        known.values().stream().filter(row -> !now.containsKey(row.id())).forEach(row -> print(row.ended()));
        known.clear();
        rows.forEach(row -> known.put(row.id(), row));
        console.flush();
    }

    private void print(Map<String, ? extends @Nullable Object> shown) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.putAll(shown);
        console.write((format.apply(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A line for each look that fails would be no change. */
    @Override
    public void showOutage(String message) {}

    @Override
    public void say(String message) {
        console.say(message);
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "hgetall", description = "Print a hash as a JSON object of strings. Exit code 1 if there is none.")
final class HgetallCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    @Mixin
    private final WatchOptions watch = new WatchOptions();

    HgetallCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        watch.check();
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (watch.isOn()) {
            return watched(watch, () -> List.of(row(redis)), this::paint);
        }
        Map<String, String> fields = redis.hashes().get(key);
        if (fields.isEmpty()) {
            return no(missing());
        }
        print(fields);
        return ExitCode.DONE;
    }

    private String missing() {
        return "no such hash: \"" + key + "\"";
    }

    private Row row(DkRedis redis) {
        Map<String, String> fields = redis.hashes().get(key);
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("key", key);
        shown.put("exists", !fields.isEmpty());
        if (!fields.isEmpty()) {
            shown.put("value", fields);
        }
        return new Row(key, shown, fields, shown);
    }

    /** Sorted, because Redis answers in an order that can change, and a picture should stand still. */
    private void paint(Console console, List<Row> rows) {
        if (!(rows.get(0).shown().get("value") instanceof Map<?, ?> fields)) {
            console.printLine(missing());
            return;
        }
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        fields.forEach((field, value) -> sorted.put(String.valueOf(field), value));
        Records table = new Table(console, Table.Layout.COLUMNS);
        sorted.forEach((field, value) -> {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("field", field);
            line.put("value", value);
            table.add(line);
        });
        table.flush();
    }
}

package io.github.dkredis.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON, one on each line unless it is indented.
 *
 * @param format makes the text of a record
 */
record JsonRecords(Console console, Function<@Nullable Object, String> format) implements Records {

    @Override
    public void add(Map<String, ? extends @Nullable Object> record) {
        console.write((format.apply(record) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        console.flush();
    }
}

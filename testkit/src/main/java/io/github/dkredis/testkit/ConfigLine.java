package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Formats lines of {@code redis.conf}; values are quoted so that any text survives. */
final class ConfigLine {

    private ConfigLine() {}

    static String of(String directive, String... values) {
        return of(directive, List.of(values));
    }

    static String of(String directive, List<String> values) {
        StringBuilder line = new StringBuilder(directive);
        for (String value : values) {
            line.append(' ').append(quoted(value));
        }
        return line.toString();
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 127 && b != '"' && b != '\\') {
                quoted.append((char) b);
            } else {
                quoted.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return quoted.append('"').toString();
    }
}

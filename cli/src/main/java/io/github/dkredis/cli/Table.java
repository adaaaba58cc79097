package io.github.dkredis.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records in aligned columns, with their names as headings. Rows are printed in portions, so that memory stays bounded
 * and the first ones are seen early; a column may become wider later, and the headings are printed again if one is
 * added.
 */
final class Table implements Records {

    private static final int PORTION = 200;
    private static final String GAP = "  ";
    private static final String BOLD = "\033[1m";
    private static final String RED = "\033[31m";
    private static final String GREEN = "\033[32m";
    private static final String PLAIN = "\033[0m";

    private final Console console;
    private final boolean isColoured;
    private final List<Map<String, ? extends @Nullable Object>> pending = new ArrayList<>();

    /** The width of each column, by its heading. */
    private final Map<String, Integer> widths = new LinkedHashMap<>();

    Table(Console console) {
        this.console = console;
        this.isColoured = console.showsColours();
    }

    @Override
    public void add(Map<String, ? extends @Nullable Object> record) {
        pending.add(record);
        if (pending.size() >= PORTION) {
            flush();
        }
    }

    @Override
    public void flush() {
        int columns = widths.size();
        for (Map<String, ? extends @Nullable Object> record : pending) {
            record.forEach(
                    (heading, value) -> widths.merge(heading, Math.max(width(heading), width(text(value))), Math::max));
        }
        StringBuilder lines = new StringBuilder();
        if (widths.size() > columns) {
            lines.append(line(widths.keySet().stream()
                    .map(heading -> coloured(BOLD, padded(heading, heading, heading)))
                    .toList()));
        }
        for (Map<String, ? extends @Nullable Object> record : pending) {
            lines.append(line(widths.keySet().stream()
                    .map(heading -> cell(heading, record.get(heading)))
                    .toList()));
        }
        pending.clear();
        console.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        console.flush();
    }

    private String cell(String heading, @Nullable Object value) {
        String padded = padded(heading, text(value), value);
        return value instanceof Boolean yes ? coloured(yes ? GREEN : RED, padded) : padded;
    }

    /** Numbers stand on the right, so that their digits are below each other. */
    private String padded(String heading, String text, @Nullable Object value) {
        String padding = " ".repeat(Objects.requireNonNull(widths.get(heading)) - width(text));
        return value instanceof Number ? padding + text : text + padding;
    }

    private String coloured(String colour, String text) {
        return isColoured ? colour + text + PLAIN : text;
    }

    private static String line(List<String> cells) {
        return String.join(GAP, cells).stripTrailing() + "\n";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A record's value on one line, without what would control the terminal. */
    private static String text(@Nullable Object value) {
        String text = value == null
                ? "-"
                : value instanceof Boolean yes
                        ? yes ? "yes" : "no"
                        : value instanceof Collection<?> all
                                ? all.stream().map(Objects::toString).collect(Collectors.joining(", "))
                                : value.toString();
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '�' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

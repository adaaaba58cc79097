package io.github.dkredis.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records in aligned columns, with their names as headings. Rows are printed in portions, so that memory stays bounded
 * and the first ones are seen early; a column may become wider later, and the headings are printed again if one is
 * added. On a screen that is too narrow for columns, each record is a block of lines.
 */
final class Table implements Records {

    private static final int PORTION = 200;
    private static final String GAP = " ".repeat(ColumnWidths.GAP);
    private static final String BOLD = "\033[1m";
    private static final String RED = "\033[31m";
    private static final String GREEN = "\033[32m";
    private static final String PLAIN = "\033[0m";

    /** How records are laid out. */
    enum Layout {
        /** In columns, if they fit on the screen. */
        COLUMNS,
        /** Each in a block of lines, for long texts. */
        BLOCKS
    }

    private final Console console;
    private final Layout layout;
    private final boolean isColoured;
    private final List<Map<String, ? extends @Nullable Object>> pending = new ArrayList<>();

    /** Each column, by its heading. */
    private final Map<String, ColumnWidths.Column> columns = new LinkedHashMap<>();

    private boolean isFirstBlock = true;

    Table(Console console, Layout layout) {
        this.console = console;
        this.layout = layout;
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
        int before = columns.size();
        pending.forEach(this::measure);
        StringBuilder lines = new StringBuilder();
        int screen = console.screen().get().columns();
        Optional<List<Integer>> widths = layout == Layout.COLUMNS
                ? ColumnWidths.fitting(List.copyOf(columns.values()), screen)
                : Optional.empty();
        if (widths.isPresent()) {
            if (columns.size() > before) {
                headings(lines, widths.get());
            }
            pending.forEach(record -> row(lines, record, widths.get()));
        } else {
            pending.forEach(record -> block(lines, record, screen));
        }
        pending.clear();
        console.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        console.flush();
    }

    private void measure(Map<String, ? extends @Nullable Object> record) {
        record.forEach((heading, value) -> {
            int title = TextWidth.of(heading);
            boolean isText = !(value == null || value instanceof Number || value instanceof Boolean);
            columns.merge(
                    heading,
                    new ColumnWidths.Column(title, Math.max(title, TextWidth.of(text(value))), isText),
                    (old, now) -> new ColumnWidths.Column(
                            title, Math.max(old.widest(), now.widest()), old.isText() || now.isText()));
        });
    }

    private void headings(StringBuilder lines, List<Integer> widths) {
        List<String> cells = new ArrayList<>();
        for (String heading : columns.keySet()) {
            cells.add(coloured(BOLD, padded(heading, heading, widths.get(cells.size()))));
        }
        line(lines, cells);
    }

    /** Adds a record, whose cells are on several lines if they are wider than their columns. */
    private void row(StringBuilder lines, Map<String, ? extends @Nullable Object> record, List<Integer> widths) {
        List<List<String>> cells = new ArrayList<>();
        int height = 1;
        for (String heading : columns.keySet()) {
            List<String> cell = TextWidth.wrapped(text(record.get(heading)), widths.get(cells.size()));
            height = Math.max(height, cell.size());
            cells.add(cell);
        }
        for (int i = 0; i < height; i++) {
            List<String> parts = new ArrayList<>();
            for (String heading : columns.keySet()) {
                List<String> cell = cells.get(parts.size());
                Object value = record.get(heading);
                parts.add(marked(value, padded(i < cell.size() ? cell.get(i) : "", value, widths.get(parts.size()))));
            }
            line(lines, parts);
        }
    }

    private void block(StringBuilder lines, Map<String, ? extends @Nullable Object> record, int screen) {
        int title = columns.values().stream()
                .mapToInt(ColumnWidths.Column::heading)
                .max()
                .orElse(0);
        int room = Math.max(screen - title - ColumnWidths.GAP, 10);
        if (!isFirstBlock) {
            lines.append('\n');
        }
        isFirstBlock = false;
        record.forEach((heading, value) -> {
            String begin = coloured(BOLD, padded(heading, heading, title));
            for (String part : TextWidth.wrapped(text(value), room)) {
                line(lines, List.of(begin, marked(value, part)));
                begin = " ".repeat(title);
            }
        });
    }

    private String marked(@Nullable Object value, String text) {
        return value instanceof Boolean yes ? coloured(yes ? GREEN : RED, text) : text;
    }

    /** Numbers stand on the right, so that their digits are below each other. */
    private static String padded(String text, @Nullable Object value, int width) {
        String padding = " ".repeat(Math.max(0, width - TextWidth.of(text)));
        return value instanceof Number ? padding + text : text + padding;
    }

    private String coloured(String colour, String text) {
        return isColoured ? colour + text + PLAIN : text;
    }

    private static void line(StringBuilder lines, List<String> cells) {
        lines.append(String.join(GAP, cells).stripTrailing()).append('\n');
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
        return TextWidth.visible(text);
    }
}

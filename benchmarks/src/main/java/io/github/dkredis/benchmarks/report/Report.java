package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes results: tables for people, and lines of JSON for programs. */
public final class Report {
    private final PrintWriter out;
    private final PrintWriter json;
    private final List<String> lines = new ArrayList<>();
    private boolean failed;

    public Report(PrintWriter out, PrintWriter json) {
        this.out = out;
        this.json = json;
    }

    /** Writes a table, and its JSON. */
    public void add(ResultTable table, List<Column> columns) {
        ThreadLayout layout = table.layout();
        String threads = layout.jvms() == 1
                ? layout.threads() + (layout.threads() == 1 ? " thread" : " threads")
                : layout.jvms() + " JVMs x " + layout.threads() + " threads";
        out.println();
        out.println(table.name() + ", " + threads + " (baseline: " + table.baseline() + ")");
        rows(table, columns).forEach(out::println);
        addLines(table);
    }

    /** Writes the JSON of a table whose figures are shown elsewhere, and the subjects that failed in it. */
    public void addLines(ResultTable table) {
        for (Dropout dropout : table.outcome().dropouts()) {
            failed = true;
            out.println("  " + dropout.subject() + " " + dropout.version() + "  FAILED: " + dropout.reason());
        }
        out.flush();
        List<String> written = JsonLines.of(table);
        lines.addAll(written);
        written.forEach(json::println);
        json.flush();
    }

    /** {@return the lines of JSON so far} */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** {@return whether a subject failed in any table} */
    public boolean hasFailures() {
        return failed;
    }

    /** Writes a remark about the run. */
    public void note(String note) {
        out.println();
        out.println(note);
        out.flush();
    }

    private static List<String> rows(ResultTable table, List<Column> columns) {
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("subject"));
        columns.forEach(column -> header.add(column.header()));
        cells.add(header);
        table.series().forEach(series -> {
            List<String> row = new ArrayList<>(List.of(series.subject() + " " + series.version()));
            columns.forEach(column -> row.add(column.cell().apply(table, series)));
            cells.add(row);
        });
        int[] widths = IntStream.range(0, header.size())
                .map(i -> cells.stream()
                        .mapToInt(row -> row.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> {
                    String padding = " ".repeat(widths[i] - row.get(i).length());
                    return i == 0 ? row.get(i) + padding : padding + row.get(i);
                })
                .collect(Collectors.joining("  ", "  ", ""));
    }
}

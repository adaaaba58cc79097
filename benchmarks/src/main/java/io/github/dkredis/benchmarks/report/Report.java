package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where results go: a table to the reader, and lines of JSON to the machine. */
public final class Report {
    private final PrintWriter reader;
    private final PrintWriter json;
    private boolean failed;

    public Report(PrintWriter reader, PrintWriter json) {
        this.reader = reader;
        this.json = json;
    }

    /** Reports a group. */
    public void add(ResultTable group, List<Column> columns) {
        String crew = group.jvms() == 1
                ? group.threads() + (group.threads() == 1 ? " thread" : " threads")
                : group.jvms() + " JVMs x " + group.threads() + " threads";
        reader.println();
        reader.println(group.suite() + ", " + crew + " (baseline: " + group.baseline() + ")");
        table(group, columns).forEach(reader::println);
        for (Dropout dropout : group.outcome().dropouts()) {
            failed = true;
            reader.println("  " + dropout.subject() + " " + dropout.version() + "  FAILED: " + dropout.reason());
        }
        reader.flush();
        JsonLines.of(group).forEach(json::println);
        json.flush();
    }

    /** Whether a subject failed in one of the groups. */
    public boolean hasFailures() {
        return failed;
    }

    /** Tells the reader something about the run. */
    public void note(String note) {
        reader.println();
        reader.println(note);
    }

    private static List<String> table(ResultTable group, List<Column> columns) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("subject"));
        columns.forEach(column -> header.add(column.header()));
        rows.add(header);
        group.series().forEach(series -> {
            List<String> row = new ArrayList<>(List.of(series.subject() + " " + series.version()));
            columns.forEach(column -> row.add(column.cell().apply(group, series)));
            rows.add(row);
        });
        int[] widths = IntStream.range(0, header.size())
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
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

package sample.prices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard for Grafana that the documentation offers: its panels and the queries that they send to Prometheus. */
final class Dashboard {

    private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    /** Prometheus adds this label when it collects. */
    private static final String JOB = "job";

    private final JsonNode file;

    private Dashboard(JsonNode file) {
        this.file = file;
    }

    /** Reads the file. Maven runs tests in the folder of their module, and all samples are equally deep. */
    static Dashboard read() throws IOException {
        return new Dashboard(JsonMapper.shared().readTree(Files.readString(Path.of("../../docs/grafana-dashboard.json"))));
    }

    /** A query, and the labels that the legend below its chart shows. */
    record Query(String text, Set<String> shown) {

        /** {@return the names that are queried} */
        Set<String> names() {
            return all(SELECTOR, text);
        }
    }

    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        file.get("panels").forEach(panels::add);
        return panels;
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            if (panel.has("targets")) {
                panel.get("targets")
                        .forEach(target -> queries.add(new Query(
                                target.get("expr").asString(),
                                all(LEGEND_LABEL, target.get("legendFormat").asString()))));
            }
        }
        return queries;
    }

    /** {@return what the queries and the variables name and an application does not expose; one sentence for each} */
    List<String> mistakes(ExposedMetrics exposed) {
        List<String> mistakes = new ArrayList<>();
        queries().forEach(query -> addMistakes(query, exposed, mistakes));
        file.get("templating").get("list").forEach(variable -> {
            Matcher values = LABEL_VALUES.matcher(variable.get("query").asString());
            if (values.find() && exposed.labels(values.group(1)).isEmpty()) {
                mistakes.add(values.group(1) + " is not exposed: " + values.group());
            }
        });
        return mistakes;
    }

    private static void addMistakes(Query query, ExposedMetrics exposed, List<String> mistakes) {
        Set<String> grouped = all(GROUPING, query.text());
        Set<String> common = null; // the labels that all names of the query have
        for (Matcher selector = SELECTOR.matcher(query.text()); selector.find(); ) {
            Map<String, Set<String>> labels = exposed.labels(selector.group(1)).orElse(null);
            if (labels == null) {
                mistakes.add(selector.group(1) + " is not exposed: " + query.text());
                continue;
            }
            addMistakes(selector.group(2), labels, query, mistakes);
            common = common == null ? new TreeSet<>(labels.keySet()) : common;
            common.retainAll(labels.keySet());
        }
        if (common == null || !common.containsAll(grouped)) {
            mistakes.add("only " + common + " can be grouped by: " + query.text());
        }
        if (!grouped.containsAll(query.shown())) {
            mistakes.add("the legend shows " + query.shown() + ": " + query.text());
        }
    }

    private static void addMistakes(
            String selector, Map<String, Set<String>> labels, Query query, List<String> mistakes) {
        for (Matcher label = ExposedMetrics.LABEL.matcher(selector); label.find(); ) {
            String name = label.group(1);
            if (!name.equals(JOB) && !labels.getOrDefault(name, Set.of()).contains(label.group(3))) {
                mistakes.add("no " + name + " is " + label.group(3) + ": " + query.text());
            }
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package sample.prices;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an application exposes for Prometheus about dkredis and its caches. */
final class ExposedMetrics {

    static final Pattern LABEL = Pattern.compile("(\\w+)(!?=~?)\"([^\"]*)\"");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^((?:dkredis|cache)_\\w+)(?:\\{(.*)})? \\S+$");

    /** The labels of each name, with their values. */
    private final Map<String, Map<String, Set<String>>> names = new TreeMap<>();

    private ExposedMetrics() {}

    /** Reads Prometheus' text format. */
    static ExposedMetrics of(String text) {
        ExposedMetrics exposed = new ExposedMetrics();
        for (Matcher sample = SAMPLE.matcher(text); sample.find(); ) {
            Map<String, Set<String>> labels = exposed.names.computeIfAbsent(sample.group(1), name -> new TreeMap<>());
            String with = sample.group(2) == null ? "" : sample.group(2);
            for (Matcher label = LABEL.matcher(with); label.find(); ) {
                labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(3));
            }
        }
        return exposed;
    }

    Set<String> names() {
        return names.keySet();
    }

    /** {@return the labels of a name with their values; empty if the name is not exposed} */
    Optional<Map<String, Set<String>>> labels(String name) {
        return Optional.ofNullable(names.get(name));
    }

    /** {@return the meter of an exposed name: a timer is exposed as three} */
    static String meter(String name) {
        return name.replaceFirst("_seconds_(count|sum|max)$", "").replaceFirst("_total$", "");
    }
}

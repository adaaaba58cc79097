package io.github.dkredis.cli.demo;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whole numbers by name, which a worker process reports on one line: {@code turns=613 waitMicros=4100}. */
record Figures(Map<String, Long> byName) {

    static Figures none() {
        return new Figures(Map.of());
    }

    static Figures parse(String line) {
        Map<String, Long> byName = new TreeMap<>();
        Arrays.stream(line.split(" ")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            byName.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
        });
        return new Figures(byName);
    }

    String line() {
        return byName.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    long get(String name) {
        Long figure = byName.get(name);
        if (figure == null) {
            throw new IllegalStateException("a worker reported " + byName + " and not " + name);
        }
        return figure;
    }

    static long sum(Collection<Figures> all, String name) {
        return all.stream().mapToLong(figures -> figures.get(name)).sum();
    }

    static long max(Collection<Figures> all, String name) {
        return all.stream().mapToLong(figures -> figures.get(name)).max().orElse(0);
    }
}

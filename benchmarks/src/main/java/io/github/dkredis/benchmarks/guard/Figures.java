package io.github.dkredis.benchmarks.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The counts of one run, by operation and kind, and their text: a line for each operation. */
public record Figures(Map<String, Map<Kind, Double>> byOperation) {

    private static final String HEADER =
            "# What ./bench --guard allows. After a change that is meant: ./bench --guard --update";

    /** What is counted. */
    public enum Kind {
        /**
         * Commands that the client sends per operation; a script is one. How a bulk load is split depends on time a
         * little.
         */
        COMMANDS("commands", 0.25, 0.1),
        /** Round trips that an operation waits for. */
        TRIPS("trips", 0, 0.1),
        /** Bytes that the process allocates per operation. */
        BYTES("bytes", 0.1, 16),
        /** Calls of the loader when many callers miss one key at once. */
        LOADS("loads", 0, 0.1),
        /** Calls of the function per update when many callers update one key. */
        ATTEMPTS("attempts", 0, 0.1);

        private final String label;
        private final double share;
        private final double margin;

        /**
         * A kind of count.
         *
         * @param share how much more is allowed, as a share of what is expected
         * @param margin how much more is allowed at least: what a heartbeat or the clock can add
         */
        Kind(String label, double share, double margin) {
            this.label = label;
            this.share = share;
            this.margin = margin;
        }

        /** {@return the name in the text} */
        String label() {
            return label;
        }

        /** {@return the greatest count that is allowed} */
        double limit(double expected) {
            return expected + Math.max(margin, expected * share);
        }

        private static Kind of(String label) {
            for (Kind kind : values()) {
                if (kind.label.equals(label)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there is no figure " + label);
        }
    }

    public Figures {
        TreeMap<String, Map<Kind, Double>> copy = new TreeMap<>();
        byOperation.forEach((operation, figures) -> copy.put(operation, new TreeMap<>(figures)));
        byOperation = copy;
    }

    /** {@return the figures that a text has} */
    public static Figures parse(List<String> lines) {
        Map<String, Map<Kind, Double>> all = new TreeMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", -1);
            Map<Kind, Double> figures = new TreeMap<>();
            for (int i = 1; i < words.length; i++) {
                String[] parts = words[i].split("=", 2);
                if (parts.length < 2) {
                    throw new IllegalArgumentException("not a figure: " + words[i] + " in the line: " + line);
                }
                figures.put(Kind.of(parts[0]), Double.parseDouble(parts[1]));
            }
            if (all.put(words[0], figures) != null) {
                throw new IllegalArgumentException("two lines for " + words[0]);
            }
        }
        return new Figures(all);
    }

    /** {@return the text, which {@link #parse} reads} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        byOperation.forEach((operation, figures) -> {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-28s", operation));
            figures.forEach((kind, value) ->
                    line.append(' ').append(kind.label).append('=').append(text(value)));
            lines.add(line.toString().stripTrailing());
        });
        return lines;
    }

    /** {@return a count without needless digits} */
    static String text(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}

package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.ThreadLayout;
import java.util.List;

/** What varies along a curve. Everything else stays as in {@link Shape#usual}. */
enum Axis {
    THREADS("threads", 1, 2, 4, 8, 16, 32, 64, 128, 256),
    JVMS("JVMs", 1, 2, 4, 8),
    KEYS("keys", 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000),
    BYTES("bytes", 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    NODES("nodes", 1, 2, 3);

    private final String label;
    private final List<Integer> points;

    Axis(String label, Integer... points) {
        this.label = label;
        this.points = List.of(points);
    }

    /** {@return the name in tables, charts and names of curves} */
    String label() {
        return label;
    }

    /** {@return the values that are measured, in rising order} */
    List<Integer> points() {
        return points;
    }

    /** {@return the usual shape with one value of this axis} */
    Shape at(Shape usual, int value) {
        return switch (this) {
            case THREADS -> usual.withLayout(ThreadLayout.ofThreads(value));
            case JVMS -> usual.withLayout(new ThreadLayout(value, usual.layout().threads()));
            case KEYS -> usual.withKeys(value);
            case BYTES -> usual.withBytes(value);
            case NODES -> usual.withKeys(Shape.MANY_KEYS).inCluster(value); // one key would be at one node
        };
    }
}

package io.github.dkredis.benchmarks.values;

import java.util.List;

/** The product's place in this suite. */
final class ProductValues {
    private ProductValues() {}

    /** The product's ways to get and set; none yet. */
    static List<ValuesPeer> peers() {
        return List.of();
    }
}

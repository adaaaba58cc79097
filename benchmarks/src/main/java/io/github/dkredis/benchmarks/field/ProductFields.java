package io.github.dkredis.benchmarks.field;

import java.util.List;

/** The product's place in this suite. */
final class ProductFields {
    private ProductFields() {}

    /** The field as a map, and as a stream; none yet. */
    static List<FieldPeer> peers() {
        return List.of();
    }
}

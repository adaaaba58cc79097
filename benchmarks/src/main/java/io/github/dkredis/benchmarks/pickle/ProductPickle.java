package io.github.dkredis.benchmarks.pickle;

import java.util.Optional;

/** The product's place in this suite. */
final class ProductPickle {
    private ProductPickle() {}

    /** The codec as it writes values, protocol 4; none yet. */
    static Optional<Format> values() {
        return Optional.empty();
    }

    /** The codec as it writes keys, protocol 1; none yet. */
    static Optional<Format> keys() {
        return Optional.empty();
    }
}

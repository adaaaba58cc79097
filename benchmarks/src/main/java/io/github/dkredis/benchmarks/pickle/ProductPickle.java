package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PickleKeys;
import java.util.Objects;
import java.util.Optional;

/** The product's place in this suite. */
final class ProductPickle {
    private static final String VERSION = LibraryVersion.of("io.github.dkredis", "dkredis");
    private static final Codec CODEC = Codec.pickle();

    private ProductPickle() {}

    /** The codec as it writes values, protocol 4. */
    static Optional<Format> values() {
        return Optional.of(new Format("dkredis pickle", VERSION, CODEC::encode, ProductPickle::decode));
    }

    /** The codec as it writes keys, protocol 1. */
    static Optional<Format> keys() {
        return Optional.of(new Format("dkredis pickle", VERSION, PickleKeys::pickle, ProductPickle::decode));
    }

    private static Object decode(byte[] bytes) {
        return Objects.requireNonNull(CODEC.decode(bytes), "no sample is None");
    }
}

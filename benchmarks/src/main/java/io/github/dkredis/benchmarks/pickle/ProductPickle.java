package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PickleKeys;
import java.util.Objects;

/** The product's pickle codec as formats of this suite. */
final class ProductPickle {
    private static final String NAME = "dkredis pickle";
    private static final String VERSION = LibraryVersion.of("io.github.dkredis", "dkredis");
    private static final Codec CODEC = Codec.pickle();

    private ProductPickle() {}

    /** {@return the codec for values, which writes protocol 4} */
    static Format values() {
        return new Format(NAME, VERSION, CODEC::encode, ProductPickle::decode);
    }

    /** {@return the codec for keys, which writes protocol 1} */
    static Format keys() {
        return new Format(NAME, VERSION, PickleKeys::pickle, ProductPickle::decode);
    }

    private static Object decode(byte[] bytes) {
        return Objects.requireNonNull(CODEC.decode(bytes), "no sample is None");
    }
}

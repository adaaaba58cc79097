package io.github.dkredis.spring;

import io.github.dkredis.codec.Codec;
import java.util.function.Supplier;

/** How the values of a cache are stored, as a property can name it. */
public enum ValueCodec {
    /** JSON, the default. */
    JSON(Codec::json),
    /** Python's pickle format, for values that Python processes read too. */
    PICKLE(Codec::pickle);

    private final Supplier<Codec> codec;

    ValueCodec(Supplier<Codec> codec) {
        this.codec = codec;
    }

    /** {@return the codec, always the same one} */
    public Codec codec() {
        return codec.get();
    }
}

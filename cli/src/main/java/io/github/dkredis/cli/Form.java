package io.github.dkredis.cli;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.PickleCodec;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a value lies in Redis, and its ways from and to JSON. */
enum Form {
    /** Python's pickle, as its {@code set_pyval} writes it; read also if it contains itself. */
    PICKLE(PickleCodec.standard().withCycles()),
    /** JSON text. */
    JSON(Codec.json()),
    /** Text as it is, in UTF-8. */
    STRING(Codec.string()),
    /** Bytes as they are, in base64. */
    BYTES(Codec.bytes());

    private static final String BYTES_NAME = "__bytes__";

    @SuppressWarnings("ImmutableEnumChecker") // codecs have no state
    private final Codec codec;

    Form(Codec codec) {
        this.codec = codec;
    }

    /** The bytes to store for what {@link Json} has read. */
    byte[] encode(@Nullable Object json) {
        if (this == STRING && !(json instanceof String)) {
            throw new UsageException("with --codec string the value is a JSON text such as '\"hello\"'");
        }
        return this == BYTES ? bytes(json) : codec.encode(json);
    }

    /** Stored bytes as what {@link Json} can write. */
    @Nullable
    Object decode(byte[] stored) {
        return ValueView.of(codec.decode(stored));
    }

    private static byte[] bytes(@Nullable Object json) {
        if (json instanceof Map<?, ?> map && map.size() == 1 && map.get(BYTES_NAME) instanceof String base64) {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                // said below
            }
        }
        throw new UsageException("with --codec bytes the value is {\"" + BYTES_NAME + "\": \"base64\"}");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

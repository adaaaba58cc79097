package io.github.dkredis.cli;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.PickleCodec;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A codec that the user can choose. It converts between JSON and the bytes in Redis. */
enum StoredCodec {
    /** Python's pickle, as {@code set_pyval} writes it. Values that contain themselves can be read. */
    PICKLE(PickleCodec.standard().withCycles()),
    /** JSON text. */
    JSON(Codec.json()),
    /** A string, in UTF-8. */
    STRING(Codec.string()),
    /** Bytes, which are base64 in JSON. */
    BYTES(Codec.bytes());

    private static final String BYTES_NAME = "__bytes__";

    @SuppressWarnings("ImmutableEnumChecker") // codecs have no state
    private final Codec codec;

    StoredCodec(Codec codec) {
        this.codec = codec;
    }

    /** {@return the bytes to store for a value that {@link Json} has parsed} */
    byte[] encode(@Nullable Object json) {
        if (this == STRING && !(json instanceof String)) {
            throw new UsageException("with --codec string the value is a JSON string such as '\"hello\"'");
        }
        return this == BYTES ? bytes(json) : codec.encode(json);
    }

    /** {@return stored bytes in a form that {@link Json} can write} */
    @Nullable
    Object decode(byte[] stored) {
        return ValueView.of(codec.decode(stored));
    }

    private static byte[] bytes(@Nullable Object json) {
        if (json instanceof Map<?, ?> map && map.size() == 1 && map.get(BYTES_NAME) instanceof String base64) {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                // reported below
            }
        }
        throw new UsageException("with --codec bytes the value is {\"" + BYTES_NAME + "\": \"base64\"}");
    }

    /** The name that is used on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

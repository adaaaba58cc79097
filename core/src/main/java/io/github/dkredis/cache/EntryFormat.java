package io.github.dkredis.cache;

import io.github.dkredis.CodecException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Keys;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How values become the bytes of entries. In a named cache, a null and a remembered failure have their own encodings,
 * which no codec produces: they start with 0xFF, which starts neither UTF-8 text nor a pickle.
 *
 * @param type what values are read as, or null for the natural types of the codec
 * @param marksNull whether null and failures have their own encodings; otherwise the codec encodes null
 */
record EntryFormat(Codec codec, @Nullable Type type, boolean marksNull) {

    private static final byte[] NULL = {(byte) 0xff, 'd', 'k', 'n'};
    private static final byte[] FAILURE = {(byte) 0xff, 'd', 'k', 'f'};
    private static final int MAX_BYTES = 512 << 20;

    /**
     * A remembered failure of a loader.
     *
     * @param className the class of the exception
     */
    record Failed(String className) {}

    /** The format of a named cache. */
    static EntryFormat named(Codec codec, Type type) {
        return new EntryFormat(codec, type, true);
    }

    /** The format of Python's object cache, where null is a pickled None and failures are not remembered. */
    static EntryFormat python(@Nullable Type type) {
        return new EntryFormat(Codec.pickle(), type, false);
    }

    byte[] encode(EntryAddress address, @Nullable Object value) {
        if (value == null && marksNull) {
            return NULL.clone();
        }
        byte[] bytes;
        try {
            bytes = codec.encode(value);
        } catch (CodecException e) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": the value has " + bytes.length
                    + " bytes, but Redis accepts at most 512 MiB");
        }
        return bytes;
    }

    static byte[] encodeFailure(Throwable failure) {
        byte[] name = failure.getClass().getName().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(FAILURE, FAILURE.length + name.length);
        System.arraycopy(name, 0, bytes, FAILURE.length, name.length);
        return bytes;
    }

    /**
     * Decodes an entry to its value, null for a cached null, or {@link Failed}.
     *
     * @throws RuntimeException if the bytes cannot be decoded
     */
    @Nullable
    Object decode(byte[] bytes) {
        if (marksNull && bytes.length >= FAILURE.length && bytes[0] == FAILURE[0]) {
            if (Arrays.equals(bytes, NULL)) {
                return null;
            }
            if (Arrays.mismatch(bytes, FAILURE) == FAILURE.length) {
                int from = FAILURE.length;
                return new Failed(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
            }
        }
        return type == null ? codec.decode(bytes) : codec.decode(bytes, type);
    }
}

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
 * which begin with 0xFF, as neither UTF-8 text nor a pickle does. Other bytes that begin like them (of
 * {@code Codec.bytes()}) are marked, so that every value is read as what it is.
 *
 * @param type what values are read as, or null for the natural types of the codec
 * @param marksNull whether null and failures have their own encodings; otherwise the codec encodes null
 */
record EntryFormat(Codec codec, @Nullable Type type, boolean marksNull) {

    private static final byte[] NULL = {(byte) 0xff, 'd', 'k', 'n'};
    private static final byte[] FAILURE = {(byte) 0xff, 'd', 'k', 'f'};
    private static final byte[] MARKED = {(byte) 0xff, 'd', 'k', 'v'};
    private static final int MARK_LENGTH = 4;
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
            bytes = type == null ? codec.encode(value) : codec.encode(value, type);
        } catch (CodecException e) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": the value has " + bytes.length
                    + " bytes, but Redis accepts at most 512 MiB");
        }
        return marksNull && isMarked(bytes) ? concatenated(MARKED, bytes) : bytes;
    }

    /** Whether bytes begin like the encodings that only this class makes. */
    private static boolean isMarked(byte[] bytes) {
        return bytes.length >= MARK_LENGTH && Arrays.equals(bytes, 0, MARK_LENGTH - 1, NULL, 0, MARK_LENGTH - 1);
    }

    private static byte[] concatenated(byte[] mark, byte[] rest) {
        byte[] all = Arrays.copyOf(mark, mark.length + rest.length);
        System.arraycopy(rest, 0, all, mark.length, rest.length);
        return all;
    }

    /** What the bytes of remembered failures begin with; empty if failures are not remembered. */
    byte[] failureMark() {
        return marksNull ? FAILURE.clone() : new byte[0];
    }

    static byte[] encodeFailure(Throwable failure) {
        return concatenated(FAILURE, failure.getClass().getName().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes an entry to its value, null for a cached null, or {@link Failed}.
     *
     * @throws RuntimeException if the bytes cannot be decoded
     */
    @Nullable
    Object decode(byte[] bytes) {
        if (!marksNull || !isMarked(bytes)) {
            return decodeValue(bytes);
        }
        byte[] rest = Arrays.copyOfRange(bytes, MARK_LENGTH, bytes.length);
        return switch (bytes[MARK_LENGTH - 1]) {
            case 'n' -> null;
            case 'f' -> new Failed(new String(rest, StandardCharsets.UTF_8));
            case 'v' -> decodeValue(rest);
            default -> decodeValue(bytes);
        };
    }

    private @Nullable Object decodeValue(byte[] bytes) {
        return type == null ? codec.decode(bytes) : codec.decode(bytes, type);
    }
}

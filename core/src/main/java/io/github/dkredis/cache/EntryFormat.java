package io.github.dkredis.cache;

import io.github.dkredis.CodecException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Keys;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How values become the bytes of entries. In a named cache a null, and a failure that is remembered, have a form of their own,
 * which no codec has: a byte that neither text nor pickle begins with, and a letter.
 *
 * @param codec for values
 * @param type what they are read as, or null for the codec's natural types
 * @param ownNull whether null has its own format, or the codec's
 */
record EntryFormat(Codec codec, @Nullable Type type, boolean ownNull) {

    private static final byte[] NULL = {(byte) 0xff, 'd', 'k', 'n'};
    private static final byte[] FAILURE = {(byte) 0xff, 'd', 'k', 'f'};
    private static final int LARGEST = 512 << 20;

    /** A failure that is remembered: the name of its class. */
    record Failed(String failure) {}

    byte[] encode(EntryAddress address, @Nullable Object value) {
        if (value == null && ownNull) {
            return NULL.clone();
        }
        byte[] bytes;
        try {
            bytes = codec.encode(value);
        } catch (CodecException e) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": " + e.getMessage(), e);
        }
        if (bytes.length > LARGEST) {
            throw new CodecException("cache entry " + Keys.quoted(address.label()) + ": " + bytes.length
                    + " bytes; Redis takes 512 MiB");
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
     * The value of an entry, null for a cached null, or {@link Failed}.
     *
     * @throws RuntimeException if the bytes are nothing that can be read
     */
    @Nullable
    Object decode(byte[] bytes) {
        if (ownNull && bytes.length >= FAILURE.length && bytes[0] == FAILURE[0]) {
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

package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Python's bytearray, kept apart from bytes so that it is written back as one. */
public final class PyByteArray {

    final byte[] bytes;

    PyByteArray(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A bytearray.
     *
     * @param bytes the content; copied
     * @return the bytearray
     */
    public static PyByteArray of(byte... bytes) {
        return new PyByteArray(bytes.clone());
    }

    /**
     * The content.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public int hashCode() {
        return SeededHash.fold(SeededHash.of(bytes));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyByteArray that && Arrays.equals(bytes, that.bytes);
    }

    /** The number of bytes only; the content may be secret. */
    @Override
    public String toString() {
        return "bytearray[" + bytes.length + ']';
    }
}

package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Python's bytes where they are a key of a dict or a member of a set: equal by content, which a {@code byte[]} is not.
 * Everywhere else bytes are a {@code byte[]}; written, both are bytes.
 */
public final class PyBytes implements Comparable<PyBytes> {

    /** Its identity is that of the bytes object in Python: one array, one object. */
    final byte[] bytes;

    private int hash;

    PyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * These bytes as a key.
     *
     * @param bytes the content; copied
     * @return the key
     */
    public static PyBytes of(byte... bytes) {
        return new PyBytes(bytes.clone());
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
    public int compareTo(PyBytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SeededHash.fold(SeededHash.of(bytes));
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyBytes that && Arrays.equals(bytes, that.bytes);
    }

    /** The number of bytes only; the content may be secret. */
    @Override
    public String toString() {
        return "bytes[" + bytes.length + ']';
    }
}

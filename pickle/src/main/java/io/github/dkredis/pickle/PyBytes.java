package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Python's bytes as a key of a dict or a member of a set, where they must be equal by content, which a {@code byte[]}
 * is not. Everywhere else the reader returns a {@code byte[]}; both are written as bytes.
 */
public final class PyBytes implements Comparable<PyBytes>, SeededValue {

    /**
     * The content. The identity of this array stands for the identity of the bytes object in Python, so the reader does
     * not copy it.
     */
    final byte[] bytes;

    private int hash;

    PyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a key with a copy of these bytes. */
    public static PyBytes of(byte... bytes) {
        return new PyBytes(bytes.clone());
    }

    /** {@return the content itself, without a copy; it must not be modified} */
    public byte[] array() {
        return bytes;
    }

    /** {@return a copy of the content} */
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

    /** {@return the number of bytes, but not the content, which may be secret} */
    @Override
    public String toString() {
        return "bytes[" + bytes.length + ']';
    }
}

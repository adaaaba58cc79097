package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A Python bytearray. It has a type of its own so that it is not written back as bytes. */
public final class PyByteArray implements SeededValue {

    final byte[] bytes;

    /** Takes the array without copying it. */
    PyByteArray(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a bytearray with a copy of these bytes. */
    public static PyByteArray of(byte... bytes) {
        return new PyByteArray(bytes.clone());
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
    public int hashCode() {
        return SeededHash.fold(SeededHash.of(bytes));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyByteArray that && Arrays.equals(bytes, that.bytes);
    }

    /** {@return the number of bytes, but not the content, which may be secret} */
    @Override
    public String toString() {
        return "bytearray[" + bytes.length + ']';
    }
}

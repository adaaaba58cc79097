package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A part of a value that does not fit its type. The path to the part is put together while this exception passes
 * through the containers around it, which costs nothing as long as everything fits.
 */
final class Mismatch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;
    private String path = "";

    Mismatch(Type expected, @Nullable Object found) {
        this(Found.simpleName(expected), Found.describe(found, expected));
    }

    /**
     * Creates a mismatch.
     *
     * @param expected the name of a type
     * @param found what there is instead, without quoting a value
     */
    Mismatch(String expected, String found) {
        super(null, null, false, false);
        this.expected = expected;
        this.found = found;
    }

    /** Returns this mismatch, seen from the container around it: an index in brackets, or the name of a property. */
    Mismatch in(String step) {
        path = path.isEmpty() || path.startsWith("[") ? step + path : step + '.' + path;
        return this;
    }

    Mismatch at(int index) {
        return in("[" + index + "]");
    }

    /** Returns the exception for the caller, such as {@code users[1].age: expected int, found a string}. */
    CodecException toCodecException() {
        return new CodecException(getMessage());
    }

    @Override
    public String getMessage() {
        return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", found " + found;
    }
}

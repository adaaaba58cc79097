package io.github.dkredis.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The pickles of {@code objects.txt}: instances of Python's classes and numpy's arrays. */
final class PythonObjects {

    private PythonObjects() {}

    /** Returns the pickles of a value, one for each protocol. */
    static List<byte[]> pickles(String name) {
        try (InputStream in =
                Objects.requireNonNull(PythonObjects.class.getResourceAsStream("objects.txt"), "objects.txt")) {
            return Stream.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .map(line -> line.split("\t"))
                    .filter(parts -> parts[0].equals(name))
                    .map(parts -> Base64.getDecoder().decode(parts[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the objects of a value, one for each protocol. */
    static List<PyObject> read(String name) {
        return pickles(name).stream()
                .map(pickle ->
                        (PyObject) Objects.requireNonNull(Pickle.standard().read(pickle)))
                .toList();
    }
}

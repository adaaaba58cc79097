package io.github.dkredis.pickle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** The golden files, which CPython wrote with {@code golden.py}. */
final class Golden {

    /** A line of {@code golden.txt}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Value(String name, int protocol, byte[] pickle) {
        @Override
        public String toString() {
            return name + " in protocol " + protocol;
        }
    }

    /** A line of {@code keys.txt}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Key(String md5, byte[] pickle) {}

    private Golden() {}

    static List<Value> values() {
        return lines("golden.txt").stream()
                .map(line -> line.split("\t"))
                .map(parts -> new Value(
                        parts[0],
                        Integer.parseInt(parts[1]),
                        Base64.getDecoder().decode(parts[2])))
                .toList();
    }

    static List<Key> keys() {
        return lines("keys.txt").stream()
                .map(line -> line.split("\t"))
                .map(parts -> new Key(parts[0], Base64.getDecoder().decode(parts[1])))
                .toList();
    }

    /** Returns the lines of {@code key-names.txt} for a key: its name, the MD5, the versions of CPython. */
    static List<String[]> keyNames(String key) {
        return lines("key-names.txt").stream()
                .map(line -> line.split("\t"))
                .filter(parts -> parts[0].equals(key))
                .toList();
    }

    private static List<String> lines(String file) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Golden.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

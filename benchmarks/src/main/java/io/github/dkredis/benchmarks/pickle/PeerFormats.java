package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The formats of other libraries in this JVM. */
final class PeerFormats {
    private PeerFormats() {}

    static List<Format> peers() {
        return List.of(jackson(), jdk(), utf8());
    }

    /** Returns the formats that can write the value. */
    static List<Format> peersOf(Object value) {
        return value instanceof String ? peers() : List.of(jackson(), jdk());
    }

    /** UTF-8 without any format around it: the least that writing a text takes. */
    private static Format utf8() {
        return new Format(
                "JDK getBytes(UTF_8)",
                System.getProperty("java.version"),
                text -> ((String) text).getBytes(StandardCharsets.UTF_8),
                bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static Format jackson() {
        JsonMapper mapper = JsonMapper.shared();
        String version = LibraryVersion.of("tools.jackson.core", "jackson-databind");
        return new Format(
                "Jackson JSON", version, mapper::writeValueAsBytes, bytes -> mapper.readValue(bytes, Object.class));
    }

    private static Format jdk() {
        return new Format(
                "JDK serialization",
                System.getProperty("java.version"),
                PeerFormats::serialize,
                PeerFormats::deserialize);
    }

    private static byte[] serialize(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("BanSerializableRead") // These bytes were written by this class.
    private static Object deserialize(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}

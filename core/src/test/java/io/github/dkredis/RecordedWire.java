package io.github.dkredis;

import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * What a recorded version of the wire protocol had in Redis at one moment, and the messages that it sent then.
 *
 * @param keys the lines of the recorded keys
 * @param messages the messages, without their channels
 */
record RecordedWire(List<Key> keys, List<String> messages) {

    /** A recorded key. */
    record Key(String type, String name, long ttlMillis, List<byte[]> content) {

        /** {@return the content, of a string that is text} */
        String text() {
            return new String(content.get(0), StandardCharsets.UTF_8);
        }
    }

    /** {@return a section of the recording of the first version} */
    static RecordedWire firstVersion(String section) {
        List<Key> keys = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        boolean inside = false;
        for (String line : lines()) {
            if (line.startsWith("[")) {
                inside = line.equals("[" + section + "]");
            } else if (inside && line.startsWith("message ")) {
                messages.add(line.split(" ", 3)[2]);
            } else if (inside && !line.isBlank()) {
                String[] words = line.split(" ");
                List<byte[]> content =
                        Arrays.stream(words).skip(4).map(RecordedWire::bytes).toList();
                keys.add(new Key(words[0], words[1], Long.parseLong(words[3]), content));
            }
        }
        if (keys.isEmpty() && messages.isEmpty()) {
            throw new IllegalArgumentException("nothing was recorded for " + section);
        }
        return new RecordedWire(keys, messages);
    }

    private static List<String> lines() {
        try (InputStream in = RecordedWire.class.getResourceAsStream("wire-first-version.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String word) {
        return word.startsWith("0x")
                ? HexFormat.of().parseHex(word.substring(2))
                : word.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the recorded key with a name} */
    Key key(String name) {
        return keys.stream().filter(key -> key.name.equals(name)).findFirst().orElseThrow();
    }

    /** {@return the only recorded key whose name begins like that} */
    Key keyBeginning(String prefix) {
        return keys.stream()
                .filter(key -> key.name.startsWith(prefix))
                .reduce((one, two) -> {
                    throw new IllegalArgumentException("several keys begin with " + prefix);
                })
                .orElseThrow();
    }

    /** Puts all keys into a server, with their recorded TTLs. */
    RecordedWire restore(RedisServer server) {
        for (Key key : keys) {
            List<byte[]> command = new ArrayList<>();
            command.add(bytes(
                    switch (key.type) {
                        case "string" -> "SET";
                        case "list" -> "RPUSH";
                        case "set" -> "SADD";
                        default -> "HSET";
                    }));
            command.add(bytes(key.name));
            command.addAll(key.content);
            server.commandBinary(command.toArray(byte[][]::new));
            if (key.ttlMillis >= 0) {
                server.command("PEXPIRE", key.name, Long.toString(key.ttlMillis));
            }
        }
        return this;
    }
}

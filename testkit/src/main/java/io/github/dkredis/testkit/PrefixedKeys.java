package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds a prefix to the names of keys in a command, and takes it from the names in its reply. Where the keys of a
 * command are, the server tells.
 */
final class PrefixedKeys {

    private final String prefix;
    private final Sender sender;
    private final Map<String, Positions> known = new ConcurrentHashMap<>();

    /** Sends a command as it is. */
    @FunctionalInterface
    interface Sender {
        @Nullable
        Object send(String... words);
    }

    /** The words of a command that are keys; a negative last one is counted from the end, as in Redis' own table. */
    private record Positions(int first, int last, int step) {

        static final Positions NONE = new Positions(0, 0, 1);

        boolean contain(int index, int length) {
            int end = last < 0 ? length + last : last;
            return first > 0 && index >= first && index <= end && (index - first) % step == 0;
        }
    }

    PrefixedKeys(String prefix, Sender sender) {
        this.prefix = prefix;
        this.sender = sender;
    }

    String prefix() {
        return prefix;
    }

    String[] words(String... words) {
        if (prefix.isEmpty()) {
            return words;
        }
        Positions keys = positions(words[0], words.length > 2 ? words[2] : "");
        String[] full = words.clone();
        for (int i = 1; i < full.length; i++) {
            if (keys.contain(i, full.length)) {
                full[i] = prefix + full[i];
            }
        }
        return full;
    }

    byte[][] binaryWords(byte[]... words) {
        if (prefix.isEmpty()) {
            return words;
        }
        Positions keys = positions(text(words[0]), words.length > 2 ? text(words[2]) : "");
        byte[] added = prefix.getBytes(StandardCharsets.UTF_8);
        byte[][] full = words.clone();
        for (int i = 1; i < full.length; i++) {
            if (keys.contain(i, full.length)) {
                byte[] key = Arrays.copyOf(added, added.length + full[i].length);
                System.arraycopy(full[i], 0, key, added.length, full[i].length);
                full[i] = key;
            }
        }
        return full;
    }

    /**
     * A reply with the names that the caller knows: of all commands that tests use, {@code KEYS} alone answers keys.
     */
    @Nullable
    Object withoutPrefix(String command, @Nullable Object reply) {
        boolean answersKeys = !prefix.isEmpty() && command.equalsIgnoreCase("KEYS");
        return answersKeys && reply instanceof List<?> names
                ? names.stream().map(this::withoutPrefix).toList()
                : reply;
    }

    private Object withoutPrefix(Object name) {
        if (name instanceof byte[] bytes) {
            int length = prefix.getBytes(StandardCharsets.UTF_8).length;
            return Arrays.copyOfRange(bytes, length, bytes.length);
        }
        return String.valueOf(name).substring(prefix.length());
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.UTF_8);
    }

    private Positions positions(String command, String thirdWord) {
        String name = command.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "keys" -> new Positions(1, 1, 1); // Redis does not count a pattern as a key
            case "eval", "evalsha" -> new Positions(3, 2 + Integer.parseInt(thirdWord), 1);
            default -> known.computeIfAbsent(name, this::ask);
        };
    }

    private Positions ask(String command) {
        Object reply = sender.send("COMMAND", "INFO", command);
        if (!(reply instanceof List<?> infos) || !(infos.get(0) instanceof List<?> info)) {
            return Positions.NONE; // the server refuses it
        }
        if (info.get(2) instanceof List<?> flags && flags.contains("movablekeys")) {
            throw new IllegalArgumentException(
                    command + " names its keys anywhere: send it over connect(), with keyPrefix() before each key");
        }
        return new Positions(position(info, 3), position(info, 4), Math.max(1, position(info, 5)));
    }

    private static int position(List<?> info, int index) {
        return ((Long) info.get(index)).intValue();
    }
}

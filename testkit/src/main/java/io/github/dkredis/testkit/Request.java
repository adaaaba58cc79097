package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A request that passes a {@link FaultProxy}.
 *
 * @param words the command and its arguments, as UTF-8 text; of a request above 64 KiB those within its first 64 KiB
 */
public record Request(List<String> words) {

    /**
     * A request.
     *
     * @param words copied
     */
    public Request {
        words = List.copyOf(words);
    }

    /**
     * The command.
     *
     * @return its first word in capitals
     */
    public String command() {
        return words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
    }

    static Request of(List<byte[]> words) {
        return new Request(words.stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList());
    }
}

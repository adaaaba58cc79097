package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A request that passes a {@link FaultProxy} or that a {@link FakeRedis} answers.
 *
 * @param words the command and its arguments as UTF-8 text; a proxy gives of a larger request only the words in its
 *     first 64 KiB
 */
public record Request(List<String> words) {

    /** Copies the words. */
    public Request {
        words = List.copyOf(words);
    }

    /** {@return the command in capitals; empty if the request has no words} */
    public String command() {
        return words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
    }

    static Request of(List<byte[]> words) {
        return new Request(words.stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList());
    }
}

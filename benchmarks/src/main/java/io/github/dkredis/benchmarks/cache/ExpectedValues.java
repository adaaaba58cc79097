package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import org.jspecify.annotations.Nullable;

/** The value of each key: a text of 100 characters that begins with the key, so that every result can be checked. */
final class ExpectedValues {
    private static final String PADDING = "-".repeat(100);

    private ExpectedValues() {}

    static String of(String key) {
        return (key + PADDING).substring(0, PADDING.length());
    }

    static void check(String key, @Nullable String value) {
        if (!of(key).equals(value)) {
            throw new WrongResultException("the value of " + key + " is not the one that was loaded");
        }
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import org.jspecify.annotations.Nullable;

/** The values: a text of a hundred characters for each key, so that every result can be checked. */
final class ExpectedValues {
    private static final String FILLING = "-".repeat(100);

    private ExpectedValues() {}

    static String of(String key) {
        return (key + FILLING).substring(0, FILLING.length());
    }

    static void check(String key, @Nullable String value) {
        if (!of(key).equals(value)) {
            throw new WrongResultException("the value of " + key + " is not what was loaded");
        }
    }
}

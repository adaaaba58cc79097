package io.github.dkredis.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code doctor} has found out about one thing.
 *
 * @param check what was looked at
 * @param found what it is
 * @param advice what to do about it; null if it is all right
 */
record Finding(String check, String found, @Nullable String advice) {

    static Finding ok(String check, String found) {
        return new Finding(check, found, null);
    }

    boolean isOk() {
        return advice == null;
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("check", check);
        json.put("ok", isOk());
        json.put("found", found);
        if (advice != null) {
            json.put("advice", advice);
        }
        return json;
    }
}

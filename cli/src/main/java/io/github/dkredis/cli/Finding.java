package io.github.dkredis.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code doctor} has found out about one thing.
 *
 * @param node the node of a cluster that it is about, as host and port; null for the only server
 * @param check what was looked at
 * @param found what it is
 * @param advice what to do about it; null if it is all right
 */
record Finding(
        @Nullable String node,
        String check,
        String found,
        @Nullable String advice) {

    /** Checks that measure something, which is never the same twice. */
    private static final Set<String> MEASURED = Set.of("latency", "clock", "memory");

    Finding(String check, String found, @Nullable String advice) {
        this(null, check, found, advice);
    }

    static Finding ok(String check, String found) {
        return new Finding(check, found, null);
    }

    /** {@return the same finding, about this node} */
    Finding at(PrimaryNode place) {
        return new Finding(place.address(), check, found, advice);
    }

    boolean isOk() {
        return advice == null;
    }

    /** {@return the row of this check; it is news when it becomes right or wrong, or when a fact has changed} */
    Row row() {
        return Row.of(json(), Set.of("node", "check"), MEASURED.contains(check) ? Set.of("found") : Set.of());
    }

    private Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (node != null) {
            json.put("node", node);
        }
        json.put("check", check);
        json.put("ok", isOk());
        json.put("found", found);
        if (advice != null) {
            json.put("advice", advice);
        }
        return json;
    }
}

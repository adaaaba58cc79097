package io.github.dkredis.testkit;

import java.util.ArrayList;
import java.util.List;

/** What {@link RedisBinary#all} found, once a JVM. */
final class AvailableBinaries {

    static final List<RedisBinary> ALL = find();

    private AvailableBinaries() {}

    private static List<RedisBinary> find() {
        List<RedisBinary> all = new ArrayList<>();
        List<RedisBinary> installed = RedisBinary.installed();
        try {
            all.add(RedisBinary.embedded());
        } catch (IllegalStateException e) {
            if (installed.isEmpty()) {
                throw e;
            }
        }
        all.addAll(installed);
        return List.copyOf(all);
    }
}

package io.github.dkredis.benchmarks.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Where missing values come from: one at a time, or several with one call. It counts its calls. */
final class BulkSource {
    private final LongAdder loads = new LongAdder();

    /** Loads one value. */
    String load(String key) {
        loads.increment();
        return ExpectedValues.of(key);
    }

    /** Loads several values with one call. */
    Map<String, String> loadAll(Set<String> keys) {
        loads.increment();
        Map<String, String> loaded = new HashMap<>();
        keys.forEach(key -> loaded.put(key, ExpectedValues.of(key)));
        return loaded;
    }

    /** Returns the number of calls since the last time. */
    long takeLoads() {
        return loads.sumThenReset();
    }
}

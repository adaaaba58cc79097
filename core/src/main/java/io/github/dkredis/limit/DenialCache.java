package io.github.dkredis.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources that this client knows to be denied, and until when. A denied resource frees up only as time passes, so asking
 * earlier is pointless. The size is bounded; a denial that was dropped is asked for again.
 */
final class DenialCache {

    private static final int MAX_SIZE = 10_000;

    private record Denial(Rate rate, long cost, long untilNanos) {}

    private final ConcurrentMap<String, Denial> denials = new ConcurrentHashMap<>();

    /** For how many more nanoseconds a cost is denied; zero if that is not known. */
    long remainingNanos(String resource, Rate rate, long cost, long now) {
        @Nullable Denial denial = denials.get(resource);
        if (denial == null) {
            return 0;
        }
        long remaining = denial.untilNanos - now;
        if (remaining <= 0) {
            denials.remove(resource, denial);
            return 0;
        }
        return cost >= denial.cost && rate.equals(denial.rate) ? remaining : 0;
    }

    void deny(String resource, Rate rate, long cost, long untilNanos) {
        if (denials.size() >= MAX_SIZE) {
            long now = System.nanoTime();
            denials.values().removeIf(denial -> denial.untilNanos - now <= 0);
            if (denials.size() >= MAX_SIZE) {
                denials.clear();
            }
        }
        denials.put(resource, new Denial(rate, cost, untilNanos));
    }
}

package io.github.dkredis.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which resources this client knows to be blocked, and until when: nothing but time frees one, so that asking before is no
 * use. Bounded; what is forgotten is asked again.
 */
final class Denials {

    private static final int MOST = 10_000;

    private record Denial(Rate rate, long cost, long untilNanos) {}

    private final ConcurrentMap<String, Denial> denials = new ConcurrentHashMap<>();

    /** How long it is blocked for still, in nanoseconds; zero if that is not known. */
    long left(String resource, Rate rate, long cost, long now) {
        @Nullable Denial denial = denials.get(resource);
        if (denial == null) {
            return 0;
        }
        long left = denial.untilNanos - now;
        if (left <= 0) {
            denials.remove(resource, denial);
            return 0;
        }
        return cost >= denial.cost && rate.equals(denial.rate) ? left : 0;
    }

    void deny(String resource, Rate rate, long cost, long untilNanos) {
        if (denials.size() >= MOST) {
            long now = System.nanoTime();
            denials.values().removeIf(denial -> denial.untilNanos - now <= 0);
            if (denials.size() >= MOST) {
                denials.clear();
            }
        }
        denials.put(resource, new Denial(rate, cost, untilNanos));
    }
}

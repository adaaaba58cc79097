package io.github.dkredis.limit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources that this client knows to be denied, and until when. A denied resource frees up only as time passes, so
 * asking earlier is pointless. The size is bounded; a denial that was dropped only costs another request.
 */
final class DenialCache {

    private static final int MAX_SIZE = 10_000;

    private record Denial(long cost, long untilNanos) {}

    private final ConcurrentMap<LimitedResource, Denial> denials = new ConcurrentHashMap<>();

    /**
     * For how much longer a cost is denied; empty if no denial is known. A denial says nothing about a smaller cost,
     * which may fit.
     *
     * @param now the current {@link System#nanoTime}
     */
    Optional<Duration> remaining(LimitedResource resource, long cost, long now) {
        @Nullable Denial denial = denials.get(resource);
        if (denial == null) {
            return Optional.empty();
        }
        long remaining = denial.untilNanos - now;
        if (remaining <= 0) {
            denials.remove(resource, denial);
            return Optional.empty();
        }
        return cost >= denial.cost ? Optional.of(Duration.ofNanos(remaining)) : Optional.empty();
    }

    void deny(LimitedResource resource, long cost, long untilNanos) {
        if (denials.size() >= MAX_SIZE) {
            long now = System.nanoTime();
            denials.values().removeIf(denial -> denial.untilNanos - now <= 0);
            if (denials.size() >= MAX_SIZE) {
                denials.clear();
            }
        }
        denials.put(resource, new Denial(cost, untilNanos));
    }
}

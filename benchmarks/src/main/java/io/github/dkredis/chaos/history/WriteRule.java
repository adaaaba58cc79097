package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Stored;
import io.github.dkredis.chaos.history.Observation.Write;
import io.github.dkredis.chaos.history.Observation.WriteStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every acknowledged write is there at the end, and no write is there twice, or although its caller was told that it
 * did not run. A write whose outcome was unknown is there once or not at all.
 *
 * <p>A key that was written by increments of one holds their sum, any other key the ids of its writes, separated by
 * commas.
 */
final class WriteRule implements Rule {

    /** What is known of one write. */
    private static final class Fate {
        private final Write attempt;
        private boolean refused;
        private @Nullable Span acknowledged;

        private Fate(Write attempt) {
            this.attempt = attempt;
        }

        /** {@return the time from the attempt to the acknowledgement} */
        private Optional<Span> acknowledged() {
            return Optional.ofNullable(acknowledged);
        }
    }

    @Override
    public List<Finding> check(History history) {
        Map<String, Map<String, Fate>> byKey = new LinkedHashMap<>();
        for (Write write : history.all(Write.class)) {
            Map<String, Fate> fates = byKey.computeIfAbsent(write.key(), key -> new LinkedHashMap<>());
            Fate fate = fates.computeIfAbsent(write.id(), id -> new Fate(write));
            fate.refused |= write.step() == WriteStep.REFUSED;
            if (write.step() == WriteStep.ACKNOWLEDGED) {
                fate.acknowledged = write.span();
            }
        }
        Map<String, String> stored = history.all(Stored.class).stream()
                .collect(Collectors.toMap(Stored::key, Stored::content, (one, other) -> other));
        List<Finding> found = new ArrayList<>();
        byKey.forEach((key, fates) -> {
            String content = stored.getOrDefault(key, "");
            if (isCounter(fates.values().iterator().next().attempt.feature())) {
                checkCounter(key, fates, content, history, found);
            } else {
                checkIds(key, fates, content, history, found);
            }
        });
        return found;
    }

    private static boolean isCounter(Feature feature) {
        return feature == Feature.INCREMENT || feature == Feature.HASH;
    }

    private static void checkCounter(
            String key, Map<String, Fate> fates, String content, History history, List<Finding> found) {
        Feature feature = fates.values().iterator().next().attempt.feature();
        long value = content.isEmpty() ? 0 : Long.parseLong(content);
        List<Span> acknowledged = fates.values().stream()
                .flatMap(fate -> fate.acknowledged().stream())
                .toList();
        long most = fates.values().stream().filter(fate -> !fate.refused).count();
        long lost = acknowledged.size() - value;
        if (value > most) {
            found.add(Finding.violation(
                    feature, key + " is " + value + ", but at most " + most + " increments can have run"));
        }
        if (lost > 0) {
            long excusable = acknowledged.stream().filter(history::mayHaveLost).count();
            String text = key + " is " + value + " after " + acknowledged.size() + " acknowledged increments, of which "
                    + excusable + " may be lost by a failover";
            for (long i = 0; i < Math.min(lost, excusable); i++) {
                found.add(Finding.lost(feature, text));
            }
            if (lost > excusable) {
                found.add(Finding.violation(feature, text));
            }
        }
    }

    private static void checkIds(
            String key, Map<String, Fate> fates, String content, History history, List<Finding> found) {
        Feature feature = fates.values().iterator().next().attempt.feature();
        Map<String, Integer> times = new HashMap<>();
        Arrays.stream(content.split(",")).filter(id -> !id.isEmpty()).forEach(id -> times.merge(id, 1, Integer::sum));
        fates.forEach((id, fate) -> {
            int count = times.getOrDefault(id, 0);
            if (count > 1) {
                found.add(Finding.violation(feature, "write " + id + " to " + key + " ran " + count + " times"));
            }
            if (count > 0 && fate.refused) {
                found.add(Finding.violation(
                        feature, "write " + id + " to " + key + " ran, but its caller was told that it did not"));
            }
            if (count == 0) {
                fate.acknowledged().ifPresent(span -> found.add(lost(feature, key, id, span, history)));
            }
        });
        times.keySet().stream()
                .filter(id -> !fates.containsKey(id))
                .forEach(id -> found.add(
                        Finding.violation(feature, "write " + id + " is in " + key + ", but was never attempted")));
    }

    private static Finding lost(Feature feature, String key, String id, Span acknowledged, History history) {
        String text =
                "write " + id + " to " + key + " was acknowledged at " + acknowledged.endMicros() + " and is lost";
        return history.mayHaveLost(acknowledged) ? Finding.lost(feature, text) : Finding.violation(feature, text);
    }
}

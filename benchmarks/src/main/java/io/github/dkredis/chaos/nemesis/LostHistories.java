package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.chaos.nemesis.ReplicationSample.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes from samples of all servers when a primary acknowledged what its successor did not have. */
final class LostHistories {

    /** Between two samples a role can change unseen. */
    private static final long MARGIN_MICROS = 500_000;

    /** How far back a history is lost at most if no sample says so. */
    private static final long UNSEEN_MICROS = 10_000_000;

    private LostHistories() {}

    static List<LostHistory> of(Map<String, List<ReplicationSample>> byServer) {
        List<LostHistory> found = new ArrayList<>();
        byServer.forEach((server, samples) -> {
            for (int i = 1; i < samples.size(); i++) {
                ReplicationSample now = samples.get(i);
                // a process that has just been started again may call itself a primary, but no other process promoted
                // it
                boolean promoted =
                        now.role() == Role.PRIMARY && samples.get(i - 1).role() == Role.REPLICA;
                if (promoted) {
                    found.add(lost(now, byServer));
                }
            }
        });
        return found;
    }

    private static LostHistory lost(ReplicationSample promoted, Map<String, List<ReplicationSample>> byServer) {
        Optional<Map.Entry<String, List<ReplicationSample>>> former = byServer.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(sample -> isOf(sample, promoted)))
                .findFirst();
        if (former.isEmpty()) {
            return new LostHistory(
                    "unknown", new Span(promoted.atMicros() - UNSEEN_MICROS, promoted.atMicros() + MARGIN_MICROS));
        }
        List<ReplicationSample> samples = former.get().getValue();
        long begin = samples.stream()
                .filter(sample -> isOf(sample, promoted) && sample.offset() < promoted.formerEnd())
                .mapToLong(ReplicationSample::atMicros)
                .max()
                .orElse(promoted.atMicros() - UNSEEN_MICROS);
        long last = samples.stream()
                .filter(sample -> isOf(sample, promoted))
                .mapToLong(ReplicationSample::atMicros)
                .max()
                .orElse(begin);
        long end = samples.stream()
                .filter(sample -> sample.atMicros() > last && sample.role() != Role.PRIMARY)
                .mapToLong(ReplicationSample::atMicros)
                .min()
                .orElse(promoted.atMicros());
        return new LostHistory(
                former.get().getKey(), new Span(begin, Math.max(end, promoted.atMicros()) + MARGIN_MICROS));
    }

    /** Whether a sample is of the primary that the promoted server had before. */
    private static boolean isOf(ReplicationSample sample, ReplicationSample promoted) {
        return sample.role() == Role.PRIMARY && sample.id().equals(promoted.formerId());
    }
}

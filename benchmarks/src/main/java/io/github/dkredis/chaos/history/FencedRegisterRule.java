package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.FencedWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The fenced register accepted fencing tokens in rising order, and refused no caller that still held its lock when the
 * answer came: such a refusal means that another caller had a greater token before.
 */
final class FencedRegisterRule implements Rule {

    private final Duration lease;

    FencedRegisterRule(Bounds bounds) {
        this.lease = bounds.lease();
    }

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        Map<String, List<FencedWrite>> byName =
                history.all(FencedWrite.class).stream().collect(Collectors.groupingBy(FencedWrite::name));
        byName.forEach((name, writes) -> check(name, writes, history, found));
        return found;
    }

    private void check(String name, List<FencedWrite> writes, History history, List<Finding> found) {
        long last = 0;
        List<FencedWrite> inOrder = writes.stream()
                .sorted(Comparator.comparingLong(FencedWrite::order))
                .toList();
        for (FencedWrite write : inOrder) {
            if (write.accepted() && write.fence() <= last) {
                found.add(Finding.violation(
                        Feature.MUTEX, name + ": the register accepted " + write.fence() + " after " + last));
            }
            if (!write.accepted() && write.believed()) {
                String text = name + ": the holder of fencing token " + write.fence()
                        + " was refused although it still held the lock";
                found.add(
                        history.mayHaveLost(write.span().widenedBy(lease, Duration.ZERO))
                                ? Finding.lost(Feature.MUTEX, text)
                                : Finding.violation(Feature.MUTEX, text));
            }
            last = write.accepted() ? Math.max(last, write.fence()) : last;
        }
    }
}

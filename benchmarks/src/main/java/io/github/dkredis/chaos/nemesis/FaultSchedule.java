package io.github.dkredis.chaos.nemesis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * All faults of a run, lane by lane. The same seed gives the same faults. A lane goes through all of its kinds in
 * random order before one comes again.
 *
 * @param total when the faults end, even if some took longer than planned and others are left
 */
public record FaultSchedule(Duration total, List<PlannedFault> faults) {

    /** Runs that are shorter than this have shorter faults and pauses. */
    private static final double FULL_PACE_SECONDS = 60;

    private static final double LEAST_SCALE = 0.15;

    /** Draws a schedule. */
    public static FaultSchedule of(long seed, Duration total, Set<FaultKind> kinds) {
        List<PlannedFault> faults = new ArrayList<>();
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            List<FaultKind> ofLane =
                    kinds.stream().filter(kind -> kind.lane() == lane).sorted().toList();
            if (!ofLane.isEmpty()) {
                addLane(new Random(seed * 31 + lane.number()), lane, ofLane, total, faults);
            }
        }
        return new FaultSchedule(total, List.copyOf(faults));
    }

    /** {@return the faults of a lane, in their order} */
    public List<PlannedFault> of(FaultKind.Lane lane) {
        return faults.stream().filter(fault -> fault.kind().lane() == lane).toList();
    }

    private static void addLane(
            Random random, FaultKind.Lane lane, List<FaultKind> kinds, Duration total, List<PlannedFault> faults) {
        double scale = Math.max(LEAST_SCALE, Math.min(1, total.toMillis() / 1e3 / FULL_PACE_SECONDS));
        Deque<FaultKind> next = new ArrayDeque<>();
        Duration time = Duration.ZERO;
        while (true) {
            if (next.isEmpty()) {
                List<FaultKind> shuffled = new ArrayList<>(kinds);
                Collections.shuffle(shuffled, random);
                next.addAll(shuffled);
            }
            FaultKind kind = next.remove();
            Duration pause = scaled(lane.pause(random.nextDouble()), scale);
            Duration length = scaled(kind.length(random.nextDouble()), scale);
            time = time.plus(pause).plus(length);
            if (time.compareTo(total) > 0) {
                return;
            }
            faults.add(new PlannedFault(kind, pause, length, random.nextInt(Integer.MAX_VALUE)));
        }
    }

    private static Duration scaled(Duration duration, double scale) {
        return Duration.ofMillis((long) (duration.toMillis() * scale));
    }
}

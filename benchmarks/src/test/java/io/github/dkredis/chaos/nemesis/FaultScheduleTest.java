package io.github.dkredis.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

    @Test
    void of_sameSeed_isTheSameSchedule() {
        Duration total = Duration.ofMinutes(10);
        assertThat(FaultSchedule.of(7, total, ALL)).isEqualTo(FaultSchedule.of(7, total, ALL));
        assertThat(FaultSchedule.of(7, total, ALL)).isNotEqualTo(FaultSchedule.of(8, total, ALL));
    }

    @Test
    void of_longRun_hasEveryKindAndEndsInTime() {
        Duration total = Duration.ofMinutes(10);
        List<PlannedFault> faults = FaultSchedule.of(1, total, ALL).faults();
        assertThat(faults.stream().map(PlannedFault::kind).collect(Collectors.toSet()))
                .isEqualTo(ALL);
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            Duration end = FaultSchedule.of(1, total, ALL).of(lane).stream()
                    .map(fault -> fault.pause().plus(fault.length()))
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(end).isLessThanOrEqualTo(total).isGreaterThan(total.dividedBy(2));
        }
    }

    @Test
    void of_longRun_leavesTimeToRecoverBetweenFaults() {
        assertThat(FaultSchedule.of(1, Duration.ofMinutes(10), ALL).faults())
                .allSatisfy(fault -> assertThat(fault.pause()).isGreaterThanOrEqualTo(Duration.ofMillis(1_500)));
    }

    @Test
    void of_shortRun_hasFaultsOfEachLane() {
        FaultSchedule schedule = FaultSchedule.of(1, Duration.ofSeconds(6), ALL);
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            assertThat(schedule.of(lane)).isNotEmpty();
        }
    }
}

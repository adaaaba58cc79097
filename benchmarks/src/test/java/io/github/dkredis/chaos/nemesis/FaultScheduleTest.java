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
        assertThat(faults)
                .allSatisfy(
                        fault -> assertThat(fault.start().plus(fault.length())).isLessThanOrEqualTo(total));
    }

    @Test
    void of_lane_hasOneFaultAfterTheOther() {
        FaultSchedule schedule = FaultSchedule.of(1, Duration.ofMinutes(10), ALL);
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            List<PlannedFault> faults = schedule.of(lane);
            for (int i = 1; i < faults.size(); i++) {
                PlannedFault before = faults.get(i - 1);
                assertThat(faults.get(i).start()).isGreaterThan(before.start().plus(before.length()));
            }
        }
    }

    @Test
    void of_shortRun_hasFaultsOfEachLane() {
        FaultSchedule schedule = FaultSchedule.of(1, Duration.ofSeconds(6), ALL);
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            assertThat(schedule.of(lane)).isNotEmpty();
        }
    }
}

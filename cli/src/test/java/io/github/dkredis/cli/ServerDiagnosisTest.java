package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerDiagnosisTest {

    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");

    /** A former defect: a call that was stopped for three seconds told that the clocks were apart. */
    @Test
    void clock_readAtAnyMomentOfALongCall_agrees() {
        for (long millis : new long[] {-900, 0, 1_500, 3_000, 3_900}) {
            assertThat(clock(millis, 3_000).isOk()).as(millis + " ms").isTrue();
        }
    }

    @Test
    void clock_readAtAMomentOutsideTheCall_isApart() {
        for (long millis : new long[] {-3_600_000, -1_001, 4_001, 3_600_000}) {
            assertThat(clock(millis, 3_000).isOk()).as(millis + " ms").isFalse();
        }
        assertThat(clock(1_100, 10).isOk()).isFalse();
    }

    private static Finding clock(long serverMillis, long callMillis) {
        return ServerDiagnosis.clock(
                BEFORE, BEFORE.plusMillis(serverMillis), BEFORE.plus(Duration.ofMillis(callMillis)));
    }
}

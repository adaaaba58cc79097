package io.github.dkredis.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.chaos.load.LoadRun.Size;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LoadRunTest {

    @Test
    @Timeout(120)
    void run_moreInFlightThanAllowed_isRefusedByATypedErrorAndAllFeaturesWork() throws Exception {
        Size size = new Size(3_000, 100, 50, 5, Duration.ofMillis(50));
        LoadRun.Result result = new LoadRun(size, Duration.ofSeconds(2)).run();
        assertThat(result.meters()).hasSize(10).allSatisfy(meter -> {
            assertThat(meter.count().ok()).as(meter.name()).isPositive();
            assertThat(meter.count().untyped()).as(meter.name()).isZero();
        });
        assertThat(result.meters())
                .filteredOn(meter -> meter.name().equals("in flight"))
                .allSatisfy(meter -> assertThat(meter.count().overloaded()).isPositive());
        assertThat(result.late().threads()).isPositive();
    }
}

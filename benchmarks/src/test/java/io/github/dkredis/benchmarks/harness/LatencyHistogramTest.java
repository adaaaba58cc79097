package io.github.dkredis.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void quantile_randomLatencies_isWithinABucketOfTheExactOne() {
        long seed = 1;
        Random random = new Random(seed);
        LatencyHistogram histogram = new LatencyHistogram();
        long[] exact = random.doubles(10_000, 0, 40)
                .mapToLong(e -> (long) Math.pow(2, e))
                .toArray();
        for (long nanos : exact) {
            histogram.record(nanos);
        }
        Arrays.sort(exact);
        for (double share : new double[] {0.01, 0.5, 0.99, 0.999}) {
            long right = exact[(int) Math.ceil(share * exact.length) - 1];
            assertThat((double) histogram.quantileNanos(share))
                    .isCloseTo((double) right, Percentage.withPercentage(1.6));
        }
        assertThat(histogram.maxNanos()).isEqualTo(exact[exact.length - 1]);
    }

    @Test
    void sparseForm_roundTrip_keepsAll() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long nanos : new long[] {0, 63, 64, 1_000_000, Long.MAX_VALUE}) {
            histogram.record(nanos);
        }
        LatencyHistogram copy = LatencyHistogram.ofSparse(histogram.toSparse());
        assertThat(copy.toSparse()).isEqualTo(histogram.toSparse());
        assertThat(copy.count()).isEqualTo(5);
    }
}

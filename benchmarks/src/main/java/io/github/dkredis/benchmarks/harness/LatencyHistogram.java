package io.github.dkredis.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * Counts latencies in logarithmic buckets, 64 per power of two, so that a quantile is exact to 1.6 %. Not thread-safe.
 */
public final class LatencyHistogram {
    private static final int SUB_BUCKETS = 64;
    private static final int SUB_BUCKET_BITS = 6;

    private final long[] counts = new long[SUB_BUCKETS * (Long.SIZE - SUB_BUCKET_BITS)];
    private long total;
    private long max;

    /** Counts one latency. */
    public void record(long nanos) {
        counts[bucketOf(nanos)]++;
        total++;
        max = Math.max(max, nanos);
    }

    /** Adds the counts of another histogram. */
    public void add(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    /** Resets all counts to zero. */
    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
        max = 0;
    }

    /** {@return how many latencies were counted} */
    public long count() {
        return total;
    }

    /** {@return the longest latency, in nanoseconds} */
    public long maxNanos() {
        return max;
    }

    /**
     * Returns a quantile.
     *
     * @param share between 0, for the shortest latency, and 1
     * @return nanoseconds; 0 if nothing was counted
     */
    public long quantileNanos(double share) {
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(lowerBoundOf(i), max);
            }
        }
        return 0;
    }

    private static int bucketOf(long nanos) {
        if (nanos < SUB_BUCKETS) {
            return (int) Math.max(0, nanos);
        }
        int shift = Long.SIZE - 1 - SUB_BUCKET_BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * SUB_BUCKETS + (int) ((nanos >>> shift) & (SUB_BUCKETS - 1));
    }

    private static long lowerBoundOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        return (long) (SUB_BUCKETS + bucket % SUB_BUCKETS) << shift;
    }

    /** Returns the form in which a worker sends it: the maximum, then index and count of each bucket in use. */
    @JsonValue
    long[] toSparse() {
        long[] sparse =
                new long[1 + 2 * (int) Arrays.stream(counts).filter(n -> n > 0).count()];
        sparse[0] = max;
        int at = 1;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                sparse[at++] = i;
                sparse[at++] = counts[i];
            }
        }
        return sparse;
    }

    @JsonCreator
    static LatencyHistogram ofSparse(long[] sparse) {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.max = sparse[0];
        for (int at = 1; at < sparse.length; at += 2) {
            histogram.counts[(int) sparse[at]] = sparse[at + 1];
            histogram.total += sparse[at + 1];
        }
        return histogram;
    }
}

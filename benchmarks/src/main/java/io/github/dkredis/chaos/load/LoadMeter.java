package io.github.dkredis.chaos.load;

import io.github.dkredis.DkRedisException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the operations of one kind: how long they took, and how they failed. */
final class LoadMeter {

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long overloaded;
    private long failed;
    private long untyped;

    LoadMeter(String name) {
        this.name = name;
    }

    void succeeded(long nanos) {
        lock.lock();
        try {
            latencies.record(nanos);
        } finally {
            lock.unlock();
        }
    }

    void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        lock.lock();
        try {
            if (cause instanceof RedisUnavailableException e && e.reason() == Reason.OVERLOADED) {
                overloaded++;
            } else if (cause instanceof DkRedisException) {
                failed++;
            } else {
                untyped++;
            }
        } finally {
            lock.unlock();
        }
    }

    String name() {
        return name;
    }

    /** What a meter has counted. */
    record Count(long ok, long p50Nanos, long p99Nanos, long maxNanos, long overloaded, long failed, long untyped) {}

    Count count() {
        lock.lock();
        try {
            return new Count(
                    latencies.count(),
                    latencies.quantileNanos(0.5),
                    latencies.quantileNanos(0.99),
                    latencies.maxNanos(),
                    overloaded,
                    failed,
                    untyped);
        } finally {
            lock.unlock();
        }
    }
}

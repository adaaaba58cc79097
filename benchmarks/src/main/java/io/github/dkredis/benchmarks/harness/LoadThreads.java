package io.github.dkredis.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that live through all windows, so that what they allocate can be read off them afterwards. */
public final class LoadThreads implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final ExecutorService threads;
    private final List<LatencyHistogram> latencies = new ArrayList<>();

    public LoadThreads(int threads) {
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "crew");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < threads; i++) {
            latencies.add(new LatencyHistogram());
        }
    }

    /**
     * Lets every thread do the load's operation over and over until the window is over; the operation under way is finished
     * and counts.
     */
    public Sample run(Load load, Duration window) throws Exception {
        CyclicBarrier start = new CyclicBarrier(latencies.size());
        CompletionService<Tally> ended = new ExecutorCompletionService<>(threads);
        List<Future<Tally>> tallies = new ArrayList<>();
        long allocatedBefore = ProcessCost.allocatedBytes();
        for (int i = 0; i < latencies.size(); i++) {
            int thread = i;
            tallies.add(ended.submit(() -> work(load, thread, start, window.toNanos())));
        }
        awaitAll(ended, window.plus(GRACE));
        List<Tally> done = new ArrayList<>();
        for (Future<Tally> tally : tallies) {
            done.add(tally.get());
        }
        long allocated = ProcessCost.allocatedBytes() - allocatedBefore;
        LatencyHistogram all = new LatencyHistogram();
        latencies.forEach(all::add);
        return new Sample(
                done.stream().mapToLong(Tally::operations).sum(),
                done.stream().mapToDouble(Tally::rate).sum(),
                all,
                OptionalLong.of(allocated),
                done.stream().map(Tally::operations).toList(),
                null,
                Measurements.NONE);
    }

    private Tally work(Load load, int thread, CyclicBarrier start, long windowNanos) throws Exception {
        LatencyHistogram latency = latencies.get(thread);
        latency.clear();
        start.await();
        long began = System.nanoTime();
        long before = began;
        long operations = 0;
        do {
            load.run(thread);
            long after = System.nanoTime();
            latency.record(after - before);
            before = after;
            operations++;
        } while (before - began < windowNanos);
        return new Tally(operations, before - began);
    }

    /** Waits for as many ends as there are threads; the first failure ends the wait. */
    private void awaitAll(CompletionService<Tally> ended, Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < latencies.size(); i++) {
            Future<Tally> next = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new WrongResultException("an operation did not end within " + limit.toSeconds() + " s");
            }
            try {
                next.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Tally(long operations, long nanos) {
        double rate() {
            return operations * 1e9 / nanos;
        }
    }
}

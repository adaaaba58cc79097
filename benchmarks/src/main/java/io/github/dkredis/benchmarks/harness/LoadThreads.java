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

/**
 * The threads of this JVM that run a {@link Load}. They live through all windows, because the allocation count of a
 * thread is lost when the thread ends.
 *
 * <p>Each thread records into its own histogram. The histograms need no synchronization: a thread clears its own at the
 * start of a window, and they are read after all futures of the window have completed.
 */
public final class LoadThreads implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final ExecutorService threads;
    private final List<LatencyHistogram> latencies = new ArrayList<>();

    public LoadThreads(int threads) {
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "load");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < threads; i++) {
            latencies.add(new LatencyHistogram());
        }
    }

    /**
     * Makes every thread repeat the load's operation until the window is over; an operation that is under way then is
     * finished, and counts. All threads begin together, behind a barrier.
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

    /** Waits until all threads are done; the first failure ends the wait. */
    private void awaitAll(CompletionService<Tally> ended, Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < latencies.size(); i++) {
            Future<Tally> next = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new WrongResultException("an operation did not complete within " + limit.toSeconds() + " s");
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

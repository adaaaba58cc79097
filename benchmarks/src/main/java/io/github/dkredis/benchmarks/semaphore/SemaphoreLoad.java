package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Each thread acquires a permit, counts itself in and out of the {@link SharedCounter}, and releases the permit. */
final class SemaphoreLoad implements Load {
    /** The name of the latency: from the call to having a permit. */
    static final String WAIT = "wait";

    private final SemaphoreClient client;
    private final SharedCounter counter;
    private final List<LatencyHistogram> waits;

    private SemaphoreLoad(SemaphoreClient client, LoadContext context, SharedCounter counter) {
        this.client = client;
        this.counter = counter;
        this.waits =
                Stream.generate(LatencyHistogram::new).limit(context.threads()).toList();
    }

    static SemaphoreLoad open(SemaphorePeer peer, LoadContext context, int permits) throws Exception {
        Path file = Path.of(context.folder(), peer.name().replaceAll("[^A-Za-z0-9]", "-"));
        SharedCounter counter = SharedCounter.at(file, permits);
        return new SemaphoreLoad(peer.opener().open(context, permits), context, counter);
    }

    @Override
    public void run(int thread) throws Exception {
        long asked = System.nanoTime();
        client.acquire(thread);
        waits.get(thread).record(System.nanoTime() - asked);
        counter.enter();
        counter.leave();
        client.release(thread);
    }

    @Override
    public Measurements check() {
        counter.check();
        LatencyHistogram all = new LatencyHistogram();
        waits.forEach(histogram -> {
            all.add(histogram);
            histogram.clear();
        });
        return new Measurements(Map.of(WAIT, all), Map.of());
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Each thread acquires the lock, passes through the {@link CriticalSection}, and releases the lock. */
final class MutexLoad implements Load {
    /** The name of the latency: from the call to having the lock. */
    static final String WAIT = "wait";

    /** The name of the latency: from leaving the section in one JVM to entering it in another. */
    static final String HAND_OVER = "hand_over";

    private final MutexClient client;
    private final LoadContext context;
    private final CriticalSection section;
    private final long pauseMillis;
    private final List<LatencyHistogram> waits;
    private final List<LatencyHistogram> handOvers;

    private MutexLoad(MutexClient client, LoadContext context, CriticalSection section, long pauseMillis) {
        this.client = client;
        this.context = context;
        this.section = section;
        this.pauseMillis = pauseMillis;
        waits = Stream.generate(LatencyHistogram::new).limit(context.threads()).toList();
        handOvers =
                Stream.generate(LatencyHistogram::new).limit(context.threads()).toList();
    }

    /**
     * Opens the lock.
     *
     * @param lease the lease, unless it is the library's default
     * @param pauseMillis how long each holder stays inside
     */
    static MutexLoad open(MutexPeer peer, LoadContext context, Optional<Duration> lease, long pauseMillis)
            throws Exception {
        CriticalSection section = CriticalSection.at(file(context, peer.name()));
        return new MutexLoad(peer.opener().open(context, lease), context, section, pauseMillis);
    }

    /** {@return the file of a subject's critical section} */
    static Path file(LoadContext context, String subject) {
        return Path.of(context.folder(), subject.replaceAll("[^A-Za-z0-9]", "-"));
    }

    @Override
    public void run(int thread) throws Exception {
        int globalThread = context.globalThread(thread);
        long asked = System.nanoTime();
        long fence = client.lock(thread);
        waits.get(thread).record(System.nanoTime() - asked);
        OptionalLong sinceOther = section.enter(context.worker(), globalThread, fence);
        if (sinceOther.isPresent()) {
            handOvers.get(thread).record(sinceOther.getAsLong());
        }
        if (pauseMillis > 0) {
            Thread.sleep(pauseMillis);
        }
        section.leave(context.worker(), globalThread);
        client.unlock(thread);
    }

    @Override
    public Measurements check() {
        section.check();
        section.pause();
        Map<String, LatencyHistogram> timings = new HashMap<>();
        timings.put(WAIT, collect(waits));
        LatencyHistogram handedOver = collect(handOvers);
        if (handedOver.count() > 0) {
            timings.put(HAND_OVER, handedOver);
        }
        return new Measurements(timings, Map.of());
    }

    private static LatencyHistogram collect(List<LatencyHistogram> byThread) {
        LatencyHistogram all = new LatencyHistogram();
        IntStream.range(0, byThread.size()).forEach(thread -> {
            all.add(byThread.get(thread));
            byThread.get(thread).clear();
        });
        return all;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Findings;
import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.Subject.Place;
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

/** Each thread acquires the lock, does next to nothing in the {@link Arena}, and releases it, over and over. */
final class MutexLoad implements Load {
    /** From asking for the lock to having it. */
    static final String WAIT = "wait";

    /** From leaving in one JVM to entering in another. */
    static final String HAND_OVER = "hand_over";

    private final MutexClient client;
    private final Place place;
    private final Arena arena;
    private final long pauseMillis;
    private final List<LatencyHistogram> waits;
    private final List<LatencyHistogram> handOvers;

    private MutexLoad(MutexClient client, Place place, Arena arena, long pauseMillis) {
        this.client = client;
        this.place = place;
        this.arena = arena;
        this.pauseMillis = pauseMillis;
        waits = Stream.generate(LatencyHistogram::new).limit(place.threads()).toList();
        handOvers =
                Stream.generate(LatencyHistogram::new).limit(place.threads()).toList();
    }

    /**
     * Opens one.
     *
     * @param lease if it is not to be the library's own default
     * @param pauseMillis how long each holder stays inside
     */
    static MutexLoad open(MutexPeer peer, Place place, Optional<Duration> lease, long pauseMillis) throws Exception {
        Arena arena = Arena.at(file(place, peer.name()));
        return new MutexLoad(peer.opener().open(place, lease), place, arena, pauseMillis);
    }

    /** The file of a subject's arena. */
    static Path file(Place place, String subject) {
        return Path.of(place.folder(), subject.replaceAll("[^A-Za-z0-9]", "-"));
    }

    @Override
    public void run(int thread) throws Exception {
        int globalThread = place.globalThread(thread);
        long asked = System.nanoTime();
        long fence = client.lock(thread);
        waits.get(thread).record(System.nanoTime() - asked);
        OptionalLong sinceOther = arena.enter(place.worker(), globalThread, fence);
        if (sinceOther.isPresent()) {
            handOvers.get(thread).record(sinceOther.getAsLong());
        }
        if (pauseMillis > 0) {
            Thread.sleep(pauseMillis);
        }
        arena.leave(place.worker(), globalThread);
        client.unlock(thread);
    }

    @Override
    public Findings check() {
        arena.check();
        arena.pause();
        Map<String, LatencyHistogram> timings = new HashMap<>();
        timings.put(WAIT, collect(waits));
        LatencyHistogram handedOver = collect(handOvers);
        if (handedOver.count() > 0) {
            timings.put(HAND_OVER, handedOver);
        }
        return new Findings(timings, Map.of());
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

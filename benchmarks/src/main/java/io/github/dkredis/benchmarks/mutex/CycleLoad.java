package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Findings;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LongLine;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A free lock, acquired and released over a {@link LongLine}. One cycle follows the other at once, when what was not waited
 * for is still under way.
 */
final class CycleLoad implements Load {
    /** How many round trips a cycle waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_CYCLES = 5;

    private final LongLine line;
    private final MutexClient client;

    private CycleLoad(LongLine line, MutexClient client) {
        this.line = line;
        this.client = client;
    }

    static CycleLoad open(MutexPeer peer, Place place) throws Exception {
        LongLine line = LongLine.to(place.uri());
        MutexClient client = peer.opener().open(place.through(line.port()), Optional.empty());
        for (int i = 0; i < WARM_CYCLES; i++) {
            client.lock(0);
            client.unlock(0);
        }
        line.lengthen();
        return new CycleLoad(line, client);
    }

    @Override
    public void run(int thread) throws Exception {
        long began = System.nanoTime();
        client.lock(thread);
        client.unlock(thread);
        line.note(System.nanoTime() - began);
    }

    @Override
    public Findings check() {
        return Findings.of(Map.of(WAITED, line.waitedRoundTrips()));
    }

    @Override
    public void close() throws IOException {
        line.shorten();
        try (line) {
            client.close();
        }
    }
}

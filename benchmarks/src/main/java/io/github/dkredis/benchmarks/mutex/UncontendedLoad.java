package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A free lock, acquired and released over a {@link RoundTripMeter}. One cycle follows the other at once, when what was not waited
 * for is still under way.
 */
final class UncontendedLoad implements Load {
    /** How many round trips a cycle waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_CYCLES = 5;

    private final RoundTripMeter line;
    private final MutexClient client;

    private UncontendedLoad(RoundTripMeter line, MutexClient client) {
        this.line = line;
        this.client = client;
    }

    static UncontendedLoad open(MutexPeer peer, LoadContext context) throws Exception {
        RoundTripMeter line = RoundTripMeter.to(context.uri());
        MutexClient client = peer.opener().open(context.withPort(line.port()), Optional.empty());
        for (int i = 0; i < WARM_CYCLES; i++) {
            client.lock(0);
            client.unlock(0);
        }
        line.lengthen();
        return new UncontendedLoad(line, client);
    }

    @Override
    public void run(int thread) throws Exception {
        long began = System.nanoTime();
        client.lock(thread);
        client.unlock(thread);
        line.note(System.nanoTime() - began);
    }

    @Override
    public Measurements check() {
        return Measurements.of(Map.of(WAITED, line.waitedRoundTrips()));
    }

    @Override
    public void close() throws IOException {
        line.shorten();
        try (line) {
            client.close();
        }
    }
}

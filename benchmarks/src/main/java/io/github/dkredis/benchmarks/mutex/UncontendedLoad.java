package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Acquires and releases a free lock through a {@link RoundTripMeter}. Cycles follow each other immediately, so a reply
 * that a release did not wait for may still be under way during the next acquisition.
 */
final class UncontendedLoad implements Load {
    /** The name of the figure: round trips that a cycle waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_CYCLES = 5;

    private final RoundTripMeter meter;
    private final MutexClient client;

    private UncontendedLoad(RoundTripMeter meter, MutexClient client) {
        this.meter = meter;
        this.client = client;
    }

    static UncontendedLoad open(MutexPeer peer, LoadContext context) throws Exception {
        RoundTripMeter meter = RoundTripMeter.to(context.uri());
        MutexClient client = peer.opener().open(context.withPort(meter.port()), Optional.empty());
        for (int i = 0; i < WARM_CYCLES; i++) {
            client.lock(0);
            client.unlock(0);
        }
        meter.startDelay();
        return new UncontendedLoad(meter, client);
    }

    @Override
    public void run(int thread) throws Exception {
        long began = System.nanoTime();
        client.lock(thread);
        client.unlock(thread);
        meter.record(System.nanoTime() - began);
    }

    @Override
    public Measurements check() {
        return Measurements.of(Map.of(WAITED, meter.waitedRoundTrips()));
    }

    @Override
    public void close() throws IOException {
        meter.stopDelay();
        try (meter) {
            client.close();
        }
    }
}

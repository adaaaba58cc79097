package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import io.github.dkredis.benchmarks.harness.Subject;
import java.io.IOException;
import java.util.Map;

/** Gets a new key each time, with a loader that takes no time, through a {@link RoundTripMeter}. */
final class MissLoad implements Load {
    /** The name of the figure: round trips that a miss waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_MISSES = 5;

    private final RoundTripMeter meter;
    private final CacheClient client;
    private int asked;

    private MissLoad(RoundTripMeter meter, CacheClient client) {
        this.meter = meter;
        this.client = client;
    }

    static Subject subject(CachePeer peer) {
        return new Subject(peer.name(), peer.version(), context -> open(peer, context));
    }

    private static MissLoad open(CachePeer peer, LoadContext context) throws Exception {
        RoundTripMeter meter = RoundTripMeter.to(context.uri());
        CacheClient client = peer.opener().open(context.withPort(meter.port()), ExpectedValues::of);
        for (int i = 0; i < WARM_MISSES; i++) {
            client.get("warm:" + i);
        }
        meter.startDelay();
        return new MissLoad(meter, client);
    }

    @Override
    public void run(int thread) throws Exception {
        String key = "new:" + asked++;
        long began = System.nanoTime();
        String value = client.get(key);
        meter.record(System.nanoTime() - began);
        ExpectedValues.check(key, value);
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

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import io.github.dkredis.benchmarks.harness.Subject;
import java.io.IOException;
import java.util.Map;

/** Gets what nobody has asked for yet, with a loader that takes no time, over a {@link RoundTripMeter}. */
final class MissLoad implements Load {
    /** How many round trips a miss waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_MISSES = 5;

    private final RoundTripMeter line;
    private final CacheClient client;
    private int asked;

    private MissLoad(RoundTripMeter line, CacheClient client) {
        this.line = line;
        this.client = client;
    }

    static Subject subject(CachePeer peer) {
        return new Subject(peer.name(), peer.version(), context -> open(peer, context));
    }

    private static MissLoad open(CachePeer peer, LoadContext context) throws Exception {
        RoundTripMeter line = RoundTripMeter.to(context.uri());
        CacheClient client = peer.opener().open(context.withPort(line.port()), ExpectedValues::of);
        for (int i = 0; i < WARM_MISSES; i++) {
            client.get("warm:" + i);
        }
        line.lengthen();
        return new MissLoad(line, client);
    }

    @Override
    public void run(int thread) throws Exception {
        String key = "new:" + asked++;
        long began = System.nanoTime();
        String value = client.get(key);
        line.note(System.nanoTime() - began);
        ExpectedValues.check(key, value);
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

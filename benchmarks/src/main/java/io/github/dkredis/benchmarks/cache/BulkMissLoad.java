package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.RoundTripMeter;
import io.github.dkredis.benchmarks.harness.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Gets 1,000 new keys at once each time, through a {@link RoundTripMeter}. */
final class BulkMissLoad implements Load {
    /** The name of the figure: round trips that a call waits for. */
    static final String WAITED = "waited_round_trips";

    /** The name of the figure: calls of the source for one call. */
    static final String LOADS = "loads";

    /** Until the code is compiled, a call takes longer than the round trips that are counted. */
    private static final int WARM_CALLS = 20;

    /** Client and server work for tens of milliseconds on a call. */
    private static final Duration DELAY = Duration.ofMillis(50);

    private final RoundTripMeter meter;
    private final BulkPeer.Client client;
    private final BulkSource source;

    /** Begins the keys of this subject: two subjects of one library may share what is stored. */
    private final String prefix;

    private int asked;
    private int askedInWindow;

    private BulkMissLoad(RoundTripMeter meter, BulkPeer.Client client, BulkSource source, String prefix) {
        this.meter = meter;
        this.client = client;
        this.source = source;
        this.prefix = prefix;
    }

    static Subject subject(BulkPeer peer) {
        return new Subject(peer.name(), peer.version(), context -> open(peer, context));
    }

    private static BulkMissLoad open(BulkPeer peer, LoadContext context) throws Exception {
        RoundTripMeter meter = RoundTripMeter.to(context.uri());
        BulkSource source = new BulkSource();
        String prefix = Integer.toHexString(peer.name().hashCode()) + ":";
        BulkPeer.Client client = peer.opener().open(context.withPort(meter.port()), source);
        for (int i = 0; i < WARM_CALLS; i++) {
            client.getAll(BulkHitLoad.keys(prefix + "warm:" + i));
        }
        source.takeLoads();
        meter.startDelay(DELAY);
        return new BulkMissLoad(meter, client, source, prefix);
    }

    @Override
    public void run(int thread) throws Exception {
        List<String> keys = BulkHitLoad.keys(prefix + "new:" + asked++);
        askedInWindow++;
        long began = System.nanoTime();
        Map<String, String> values = client.getAll(keys);
        meter.record(System.nanoTime() - began);
        BulkHitLoad.check(keys, values);
    }

    @Override
    public Measurements check() {
        double loads = (double) source.takeLoads() / Math.max(1, askedInWindow);
        askedInWindow = 0;
        return Measurements.of(Map.of(WAITED, meter.waitedRoundTrips(), LOADS, loads));
    }

    @Override
    public void close() {
        meter.stopDelay();
        try (meter) {
            client.close();
        }
    }
}

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
        Plan plan = Plan.of(peer.trips());
        for (int i = 0; i < plan.warmCalls(); i++) {
            client.getAll(BulkHitLoad.keys(prefix + "warm:" + i));
        }
        source.takeLoads();
        meter.startDelay(plan.delay());
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

    /** How a subject is measured. */
    private record Plan(int warmCalls, Duration delay) {

        /**
         * A few delays must be much longer than the work of client and server on a call, which is tens of milliseconds,
         * and more until the code is compiled. Thousands of delays must end within the time that an operation may take;
         * the work between two of them is short.
         */
        static Plan of(BulkPeer.Trips trips) {
            return switch (trips) {
                case FEW -> new Plan(20, Duration.ofMillis(50));
                case EACH_KEY -> new Plan(1, Duration.ofMillis(2));
            };
        }
    }
}

package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Findings;
import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.RespConnection;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A free lock, acquired and released over a line so long that a cycle takes as many times a PING as it has replies to wait
 * for. One cycle follows the other at once, when what was not waited for is still under way.
 */
final class CycleLoad implements Load {
    /** How many times a PING a cycle takes, of each the shortest. */
    static final String WAITED = "waited_round_trips";

    private static final Duration DELAY = Duration.ofMillis(10);
    private static final int PINGS = 5;
    private static final int WARM_CYCLES = 5;

    private final FaultProxy line;
    private final MutexClient client;
    private final double pingNanos;
    private final LatencyHistogram cycles = new LatencyHistogram();

    private CycleLoad(FaultProxy line, MutexClient client, double pingNanos) {
        this.line = line;
        this.client = client;
        this.pingNanos = pingNanos;
    }

    static CycleLoad open(MutexPeer peer, Place place) throws Exception {
        FaultProxy line = FaultProxy.inFrontOf(URI.create(place.uri()));
        MutexClient client = peer.opener().open(place.through(line.port()), Optional.empty());
        for (int i = 0; i < WARM_CYCLES; i++) {
            client.lock(0);
            client.unlock(0);
        }
        line.delay(Direction.REPLIES, DELAY);
        return new CycleLoad(line, client, pingNanos(line.port()));
    }

    private static double pingNanos(int port) throws IOException {
        LatencyHistogram pings = new LatencyHistogram();
        try (RespConnection connection = new RespConnection(port)) {
            for (int i = 0; i < PINGS; i++) {
                long began = System.nanoTime();
                connection.call("PING");
                pings.record(System.nanoTime() - began);
            }
        }
        return shortest(pings);
    }

    /** The one that nothing but the line held up. */
    private static double shortest(LatencyHistogram latencies) {
        return latencies.quantileNanos(0);
    }

    @Override
    public void run(int thread) throws Exception {
        long began = System.nanoTime();
        client.lock(thread);
        client.unlock(thread);
        cycles.record(System.nanoTime() - began);
    }

    @Override
    public Findings check() {
        double waited = shortest(cycles) / pingNanos;
        cycles.clear();
        return Findings.of(Map.of(WAITED, waited));
    }

    @Override
    public void close() throws IOException {
        line.delay(Direction.REPLIES, Duration.ZERO);
        try (line) {
            client.close();
        }
    }
}

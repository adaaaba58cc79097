package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A line to the server so long that an operation takes as many times a PING as it has replies to wait for. Of many operations
 * the shortest is taken: the one that nothing but the line held up. Used by one thread.
 */
public final class RoundTripMeter implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final int PINGS = 5;

    private final FaultProxy proxy;
    private final LatencyHistogram operations = new LatencyHistogram();
    private double pingNanos = Double.NaN;

    private RoundTripMeter(FaultProxy proxy) {
        this.proxy = proxy;
    }

    /** A line to the server at that address, short until {@link #lengthen}. */
    public static RoundTripMeter to(String uri) throws IOException {
        return new RoundTripMeter(FaultProxy.inFrontOf(URI.create(uri)));
    }

    /** The port of its near end. */
    public int port() {
        return proxy.port();
    }

    /** Makes it long. */
    public void lengthen() throws IOException {
        proxy.delay(Direction.REPLIES, DELAY);
        LatencyHistogram pings = new LatencyHistogram();
        try (RespConnection connection = new RespConnection(port())) {
            for (int i = 0; i < PINGS; i++) {
                long began = System.nanoTime();
                connection.call("PING");
                pings.record(System.nanoTime() - began);
            }
        }
        pingNanos = pings.quantileNanos(0);
    }

    /** Makes it short again. */
    public void shorten() {
        proxy.delay(Direction.REPLIES, Duration.ZERO);
    }

    /** Notes how long an operation took. */
    public void note(long nanos) {
        operations.record(nanos);
    }

    /** How many round trips the shortest operation since the last call waited for. */
    public double waitedRoundTrips() {
        double waited = operations.quantileNanos(0) / pingNanos;
        operations.clear();
        return waited;
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}

package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RespConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Counts the round trips that an operation waits for. Its connection to the server delays replies so much that the
 * operation takes as many times longer than a PING as there are replies that it waits for. Of many operations the
 * shortest counts, since nothing but the connection delayed it. Not thread-safe.
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

    /** {@return a meter for the server at that address, without a delay until {@link #startDelay}} */
    public static RoundTripMeter to(String uri) {
        return new RoundTripMeter(FaultProxy.inFrontOf(URI.create(uri)));
    }

    /** {@return the port to connect to instead of the server's} */
    public int port() {
        return proxy.port();
    }

    /** Delays replies from now on, and measures a PING for comparison. */
    public void startDelay() {
        startDelay(DELAY);
    }

    /** Delays replies from now on, by much more than the work of an operation takes, and measures a PING. */
    public void startDelay(Duration delay) {
        proxy.delay(Direction.REPLIES, delay);
        LatencyHistogram pings = new LatencyHistogram();
        try (RespConnection connection = RespConnection.open(proxy.host(), port())) {
            for (int i = 0; i < PINGS; i++) {
                long began = System.nanoTime();
                connection.call("PING");
                pings.record(System.nanoTime() - began);
            }
        }
        pingNanos = pings.quantileNanos(0);
    }

    /** Ends the delay. */
    public void stopDelay() {
        proxy.delay(Direction.REPLIES, Duration.ZERO);
    }

    /** Records how long an operation took. */
    public void record(long nanos) {
        operations.record(nanos);
    }

    /** {@return how many round trips the shortest operation since the last call waited for} */
    public double waitedRoundTrips() {
        double waited = operations.quantileNanos(0) / pingNanos;
        operations.clear();
        return waited;
    }

    @Override
    public void close() {
        proxy.close();
    }
}

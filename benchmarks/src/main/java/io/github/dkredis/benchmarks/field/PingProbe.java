package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.testkit.RespConnection;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another client of the same server, which sends a PING about once a millisecond until it is stopped.
 *
 * <p>The histogram and the failure are written by the pinging thread, and read after {@code join}, which orders the
 * two.
 */
final class PingProbe implements AutoCloseable {
    private final RespConnection connection;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final Thread thread = new Thread(this::ping, "ping-probe");
    private volatile boolean closed;
    private @Nullable UncheckedIOException failure;

    PingProbe(int port) {
        connection = RespConnection.open("127.0.0.1", port).withoutReadLimit();
        thread.setDaemon(true);
        thread.start();
    }

    private void ping() {
        try {
            while (!closed) {
                long before = System.nanoTime();
                connection.call("PING");
                latency.record(System.nanoTime() - before);
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (UncheckedIOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops, and returns the latencies of all PINGs. */
    LatencyHistogram stop() throws InterruptedException {
        closed = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return latency;
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}

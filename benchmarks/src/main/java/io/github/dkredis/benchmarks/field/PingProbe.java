package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.RespConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another client of the same server, that pings about once a millisecond until it is closed. */
final class PingProbe implements AutoCloseable {
    private final RespConnection connection;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final Thread thread = new Thread(this::ping, "bystander");
    private volatile boolean closed;
    private @Nullable IOException failure;

    PingProbe(int port) throws IOException {
        connection = new RespConnection(port);
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
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its pings' latencies; it stops with that. */
    LatencyHistogram stop() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return latency;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        connection.close();
    }
}

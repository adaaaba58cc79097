package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.ProcessCost;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.ServerWork;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the field of all hashes, while a {@link PingProbe} measures the server and a {@link HeapMonitor} the heap. */
final class FieldContender implements Contender {
    static final String SECONDS = "seconds";
    static final String SLOWEST_MILLIS = "slowest_command_ms";
    static final String PING_P99_MILLIS = "ping_p99_ms";
    static final String PING_MAX_MILLIS = "ping_max_ms";
    static final String HEAP_MB = "heap_peak_mb";
    static final String LIVE_MB = "heap_live_mb";

    private final FieldPeer peer;
    private final FieldClient client;
    private final ServerProbe server;
    private final Digest expected;
    private final Digest expectedSmall;

    FieldContender(FieldPeer peer, int keys, ServerProbe server) throws IOException {
        this.peer = peer;
        this.server = server;
        client = peer.opener().open(server.port());
        expected = TestHashes.expected(TestHashes.PATTERN, keys);
        expectedSmall = TestHashes.expected(TestHashes.SMALL_PATTERN, keys);
    }

    @Override
    public String subject() {
        return peer.name();
    }

    @Override
    public String version() {
        return peer.version();
    }

    @Override
    public void warmUp() throws Exception {
        check(client.ask(TestHashes.SMALL_PATTERN, TestHashes.FIELD).get(), expectedSmall);
    }

    @Override
    public Sample measure() throws Exception {
        try (HeapMonitor heap = new HeapMonitor();
                PingProbe probe = new PingProbe(server.port())) {
            server.resetSlowLog();
            ServerWork workBefore = server.totals();
            long allocatedBefore = ProcessCost.allocatedBytes();
            long began = System.nanoTime();
            Supplier<Digest> answer = client.ask(TestHashes.PATTERN, TestHashes.FIELD);
            double seconds = (System.nanoTime() - began) / 1e9;
            long allocated = ProcessCost.allocatedBytes() - allocatedBefore;
            double heapMb = heap.peakBytes() / 1e6;
            LatencyHistogram pings = probe.stop();
            ServerWork work = server.totals().minus(workBefore).without(pings.count());
            double slowest = server.slowestMicros() / 1e3;
            check(answer.get(), expected);
            return Sample.ofOneThread(expected.entries(), expected.entries() / seconds)
                    .withAllocated(allocated)
                    .withServer(work)
                    .with(Measurements.of(Map.of(
                            SECONDS,
                            seconds,
                            SLOWEST_MILLIS,
                            slowest,
                            PING_P99_MILLIS,
                            pings.quantileNanos(0.99) / 1e6,
                            PING_MAX_MILLIS,
                            pings.maxNanos() / 1e6,
                            HEAP_MB,
                            heapMb,
                            LIVE_MB,
                            heap.liveBytes() / 1e6)));
        }
    }

    private void check(Digest digest, Digest right) {
        if (!digest.equals(right)) {
            throw new WrongResultException(peer.name() + " answered " + digest + " instead of " + right);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** All callers of all JVMs get the same missing key once; each window is a round with a new key. */
final class StampedeLoad implements Load {
    /** How long a load takes. */
    static final Duration LOADER = Duration.ofMillis(200);

    /** The name of the figure: loads in a round. */
    static final String LOADS = "loads";

    /** The name of the figure: time from the first call to the last return, in milliseconds. */
    static final String ALL_SERVED_MILLIS = "all_served_ms";

    private final StampedeResults results;
    private final CacheClient client;
    private volatile int round;

    private StampedeLoad(StampedeResults results, CachePeer peer, LoadContext context) throws Exception {
        this.results = results;
        UnaryOperator<String> loader = this::load;
        client = peer.opener().open(context, loader);
    }

    static Subject subject(CachePeer peer) {
        return new Subject(peer.name(), peer.version(), context -> {
            String file = peer.name().replaceAll("[^A-Za-z0-9]", "-");
            return new StampedeLoad(StampedeResults.at(Path.of(context.folder(), file)), peer, context);
        });
    }

    private String load(String key) {
        results.loading(round);
        try {
            Thread.sleep(LOADER.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ExpectedValues.of(key);
    }

    @Override
    public void run(int thread) throws Exception {
        int now = round;
        String key = "stampede:" + now;
        results.began(now, System.nanoTime());
        String value = client.get(key);
        results.ended(now, System.nanoTime());
        ExpectedValues.check(key, value);
    }

    /** Called when all JVMs are done and before any begins the next round, so that all agree on the round. */
    @Override
    public Measurements check() {
        int done = round;
        round = done + 1;
        return Measurements.of(
                Map.of(LOADS, (double) results.loads(done), ALL_SERVED_MILLIS, results.nanos(done) / 1e6));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

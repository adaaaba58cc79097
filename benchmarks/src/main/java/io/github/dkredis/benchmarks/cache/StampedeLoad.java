package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Findings;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** All callers of all JVMs ask once for a key that nobody has asked for; each window is a round with a new key. */
final class StampedeLoad implements Load {
    static final Duration LOADER = Duration.ofMillis(200);

    /** How many loaders ran in the round. */
    static final String LOADS = "loads";

    /** From the first call to the last return. */
    static final String ALL_SERVED_MILLIS = "all_served_ms";

    private final StampedeBoard board;
    private final CacheClient client;
    private volatile int round;

    private StampedeLoad(StampedeBoard board, CachePeer peer, Place place) throws Exception {
        this.board = board;
        UnaryOperator<String> loader = this::load;
        client = peer.opener().open(place, loader);
    }

    static Subject subject(CachePeer peer) {
        return new Subject(peer.name(), peer.version(), place -> {
            String file = peer.name().replaceAll("[^A-Za-z0-9]", "-");
            return new StampedeLoad(StampedeBoard.at(Path.of(place.folder(), file)), peer, place);
        });
    }

    private String load(String key) {
        board.loading(round);
        try {
            Thread.sleep(LOADER.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Texts.of(key);
    }

    @Override
    public void run(int thread) throws Exception {
        int now = round;
        String key = "stampede:" + now;
        board.began(now, System.nanoTime());
        String value = client.get(key);
        board.ended(now, System.nanoTime());
        Texts.check(key, value);
    }

    /** When all JVMs are done, and before any begins the next round. */
    @Override
    public Findings check() {
        int done = round;
        round = done + 1;
        return Findings.of(Map.of(LOADS, (double) board.loads(done), ALL_SERVED_MILLIS, board.nanos(done) / 1e6));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

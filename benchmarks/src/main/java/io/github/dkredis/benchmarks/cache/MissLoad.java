package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Findings;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LongLine;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import java.io.IOException;
import java.util.Map;

/** Gets what nobody has asked for yet, with a loader that takes no time, over a {@link LongLine}. */
final class MissLoad implements Load {
    /** How many round trips a miss waits for. */
    static final String WAITED = "waited_round_trips";

    private static final int WARM_MISSES = 5;

    private final LongLine line;
    private final CacheClient client;
    private int asked;

    private MissLoad(LongLine line, CacheClient client) {
        this.line = line;
        this.client = client;
    }

    static Subject subject(CachePeer peer) {
        return new Subject(peer.name(), peer.version(), place -> open(peer, place));
    }

    private static MissLoad open(CachePeer peer, Place place) throws Exception {
        LongLine line = LongLine.to(place.uri());
        CacheClient client = peer.opener().open(place.through(line.port()), Texts::of);
        for (int i = 0; i < WARM_MISSES; i++) {
            client.get("warm:" + i);
        }
        line.lengthen();
        return new MissLoad(line, client);
    }

    @Override
    public void run(int thread) throws Exception {
        String key = "new:" + asked++;
        long began = System.nanoTime();
        String value = client.get(key);
        line.note(System.nanoTime() - began);
        Texts.check(key, value);
    }

    @Override
    public Findings check() {
        return Findings.of(Map.of(WAITED, line.waitedRoundTrips()));
    }

    @Override
    public void close() throws IOException {
        line.shorten();
        try (line) {
            client.close();
        }
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Gets 1,000 cached values at once and compares each; every thread has its own keys. */
final class BulkHitLoad implements Load {
    /** How many keys a call asks for. */
    static final int KEYS = 1_000;

    private final BulkPeer.Client client;
    private final List<List<String>> keys;

    private BulkHitLoad(BulkPeer.Client client, List<List<String>> keys) {
        this.client = client;
        this.keys = keys;
    }

    static Subject subject(BulkPeer peer) {
        return new Subject(peer.name(), peer.version(), context -> open(peer, context));
    }

    private static BulkHitLoad open(BulkPeer peer, LoadContext context) throws Exception {
        BulkPeer.Client client = peer.opener().open(context, new BulkSource());
        List<List<String>> keys = IntStream.range(0, context.threads())
                .mapToObj(thread -> keys("bulk:" + context.globalThread(thread)))
                .toList();
        for (List<String> some : keys) {
            client.getAll(some);
        }
        return new BulkHitLoad(client, keys);
    }

    static List<String> keys(String prefix) {
        return IntStream.range(0, KEYS).mapToObj(i -> prefix + ":" + i).toList();
    }

    static void check(List<String> keys, Map<String, String> values) {
        if (values.size() != keys.size()) {
            throw new WrongResultException("asked for " + keys.size() + " keys and got " + values.size());
        }
        keys.forEach(key -> ExpectedValues.check(key, values.get(key)));
    }

    @Override
    public void run(int thread) throws Exception {
        check(keys.get(thread), client.getAll(keys.get(thread)));
    }

    @Override
    public void close() {
        client.close();
    }
}

package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Reads cached values in turn and compares each; every thread has its own keys, so that no read can be shared. */
final class FarLoad implements Load {
    private static final int KEYS_PER_THREAD = 128;

    private final CacheClient client;
    private final List<String> keys;
    private final int[] next;

    private FarLoad(CacheClient client, List<String> keys, int threads) {
        this.client = client;
        this.keys = keys;
        this.next = new int[threads];
    }

    static Subject subject(CachePeer peer) {
        return new Subject(
                peer.name(), peer.version(), context -> open(peer.opener().open(context, ExpectedValues::of), context));
    }

    private static FarLoad open(CacheClient client, LoadContext context) throws Exception {
        int first = context.globalThread(0) * KEYS_PER_THREAD;
        List<String> keys = IntStream.range(0, context.threads() * KEYS_PER_THREAD)
                .mapToObj(i -> "user:" + (first + i))
                .toList();
        for (String key : keys) {
            client.get(key);
        }
        return new FarLoad(client, keys, context.threads());
    }

    @Override
    public void run(int thread) throws Exception {
        String key = keys.get(thread * KEYS_PER_THREAD + (next[thread]++ & KEYS_PER_THREAD - 1));
        ExpectedValues.check(key, client.find(key));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

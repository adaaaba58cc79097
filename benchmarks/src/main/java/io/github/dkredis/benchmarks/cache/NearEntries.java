package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LiveHeap;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measured;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.util.List;
import java.util.stream.Stream;

/** Near caches that hold many small entries. Each key and value is an object of its own. */
public final class NearEntries {

    /** The cache that ratios refer to. */
    public static final String BASELINE = "Caffeine with TTL";

    /** How many entries there are, fewer than every cache's limit. */
    public static final int ENTRIES = 8_000;

    /** Everything that exists once is made by these first entries. */
    private static final int FIRST = 500;

    private static final int PASSES = 3;

    private NearEntries() {}

    /** {@return the caches that have a limit} */
    public static List<Subject> subjects() {
        return Stream.of(
                        LocalNear.peers().stream().filter(peer -> !peer.name().equals(LocalNear.MAP)),
                        Stream.of(JetCacheCache.near()),
                        RedissonNear.peers().stream(),
                        ProductNear.peers().stream())
                .flatMap(peers -> peers)
                .map(peer -> new Subject(peer.name(), peer.version(), context -> measured(peer, context)))
                .toList();
    }

    private static Load measured(NearPeer peer, LoadContext context) throws Exception {
        NearClient client = peer.opener().open(context);
        fill(client, "first:", FIRST);
        LiveHeap before = LiveHeap.before();
        fill(client, "entry:", ENTRIES);
        return new Measured(before.each(ENTRIES), client::close);
    }

    private static void fill(NearClient client, String prefix, int entries) {
        for (int i = 0; i < entries; i++) {
            client.put(prefix + i, value(i));
        }
        for (int pass = 0; pass < PASSES; pass++) {
            for (int i = 0; i < entries; i++) {
                if (!value(i).equals(client.near(prefix + i))) {
                    throw new WrongResultException(prefix + i + " has another value");
                }
            }
        }
    }

    /** 40 characters. */
    private static String value(int number) {
        return String.format("%040d", number);
    }
}

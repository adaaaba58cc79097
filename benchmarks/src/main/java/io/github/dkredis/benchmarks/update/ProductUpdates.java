package io.github.dkredis.benchmarks.update;

import io.github.dkredis.DkRedis;
import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.List;
import java.util.function.Function;

/** The product: combined updates, updates that are not combined, and the server's own INCR as the limit. */
final class ProductUpdates implements UpdateClient {
    static final String COMBINED = "dkredis";

    private final DkRedis redis;
    private final Change change;

    /** One way to change a key. */
    private interface Change {
        void run(String key, CountUp function);
    }

    private ProductUpdates(LoadContext context, Function<Atomics, Change> changes) {
        redis = DkRedis.connect(context.uri());
        change = changes.apply(redis.atomics());
    }

    static List<UpdatePeer> peers() {
        return List.of(
                peer(COMBINED, atomics -> (key, function) -> atomics.update(key, function::apply)),
                peer("dkredis separate", atomics -> {
                    Atomics separate = atomics.withoutCombining();
                    return (key, function) -> separate.update(key, function::apply);
                }),
                peer("dkredis INCR", atomics -> (key, function) -> atomics.increment(key, 1)));
    }

    private static UpdatePeer peer(String name, Function<Atomics, Change> changes) {
        String version = LibraryVersion.of("io.github.dkredis", "dkredis");
        return new UpdatePeer(name, version, context -> new ProductUpdates(context, changes));
    }

    @Override
    public void update(int thread, String key, CountUp function) {
        change.run(key, function);
    }

    @Override
    public void close() {
        redis.close();
    }
}

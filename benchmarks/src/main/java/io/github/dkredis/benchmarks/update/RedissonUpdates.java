package io.github.dkredis.benchmarks.update;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson: a bucket's compare-and-set in a loop, and a map's compute, which takes a lock. */
final class RedissonUpdates implements UpdateClient {
    /** The field of the map that is counted in. */
    static final String FIELD = "c";

    private final RedissonClient client;
    private final Form form;

    /** One way to change a key. */
    private interface Form {
        void run(RedissonClient client, String key, CountUp function);
    }

    private RedissonUpdates(LoadContext context, Form form) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        this.client = Redisson.create(config);
        this.form = form;
    }

    static List<UpdatePeer> peers() {
        return List.of(
                peer("Redisson compareAndSet", RedissonUpdates::compareAndSet),
                peer("Redisson RMap.compute", RedissonUpdates::compute));
    }

    private static UpdatePeer peer(String name, Form form) {
        String version = LibraryVersion.of("org.redisson", "redisson");
        return new UpdatePeer(name, version, context -> new RedissonUpdates(context, form));
    }

    private static void compareAndSet(RedissonClient client, String key, CountUp function) {
        RBucket<String> bucket = client.getBucket(key, StringCodec.INSTANCE);
        String old;
        do {
            old = bucket.get();
        } while (!bucket.compareAndSet(old, function.apply(old)));
    }

    private static void compute(RedissonClient client, String key, CountUp function) {
        RMap<String, String> map = client.getMap(key, StringCodec.INSTANCE);
        map.compute(FIELD, (field, old) -> function.apply(old));
    }

    @Override
    public void update(int thread, String key, CountUp function) {
        form.run(client, key, function);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** What Redisson does at the points of the curves. */
final class RedissonOperations {

    private static final int PAGE = 1_000;
    private static final int TIMEOUT_MILLIS = 60_000;

    private RedissonOperations() {}

    static Feature.Library library(String name, Operation.Opener opener) {
        return new Feature.Library(name, LibraryVersion.of("org.redisson", "redisson"), true, opener);
    }

    static Operation update(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        RedissonClient client = connect(context, shape);
        return running(client, key -> {
            RBucket<String> bucket = client.getBucket(data.updatedKey("redisson", key), StringCodec.INSTANCE);
            String old;
            do {
                old = bucket.get();
            } while (!bucket.compareAndSet(old, data.nextText(old)));
        });
    }

    static Operation mutex(LoadContext context, Shape shape) {
        AtomicIntegerArray inside = new AtomicIntegerArray(shape.keys());
        RedissonClient client = connect(context, shape);
        return running(client, key -> {
            RLock lock = client.getLock("curve:lock:" + key);
            lock.lock();
            try {
                ProductOperations.pass(inside, key, 1);
            } finally {
                lock.unlock();
            }
        });
    }

    static Operation semaphore(LoadContext context, Shape shape) {
        AtomicIntegerArray inside = new AtomicIntegerArray(shape.keys());
        RedissonClient client = connect(context, shape);
        for (int key = 0; key < shape.keys(); key++) {
            client.getPermitExpirableSemaphore(semaphoreName(key)).trySetPermits(Features.PERMITS);
        }
        return running(client, key -> {
            RPermitExpirableSemaphore semaphore = client.getPermitExpirableSemaphore(semaphoreName(key));
            String permit = semaphore.acquire(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            ProductOperations.pass(inside, key, Features.PERMITS);
            semaphore.release(permit);
        });
    }

    private static String semaphoreName(int key) {
        return "curve:semaphore:" + key;
    }

    /** The key iterator, with a batch of reads for every 1,000 keys. */
    static Operation field(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        try (DkRedis redis = ProductOperations.connect(context)) {
            data.storeHashes(redis);
        }
        RedissonClient client = connect(context, shape);
        return running(client, key -> {
            Map<String, String> found = new HashMap<>();
            List<String> page = new ArrayList<>();
            KeysScanOptions scan =
                    KeysScanOptions.defaults().pattern(StoredData.HASHES).chunkSize(PAGE);
            for (String name : client.getKeys().getKeys(scan)) {
                page.add(name);
                if (page.size() == PAGE) {
                    read(client, page, found);
                    page.clear();
                }
            }
            read(client, page, found);
            data.checkHashes(found);
        });
    }

    private static void read(RedissonClient client, List<String> keys, Map<String, String> found) {
        if (keys.isEmpty()) {
            return;
        }
        RBatch batch = client.createBatch();
        for (String key : keys) {
            var unused = batch.<String, String>getMap(key, StringCodec.INSTANCE).getAsync(StoredData.FIELD);
        }
        List<?> values = batch.execute().getResponses();
        for (int i = 0; i < keys.size(); i++) {
            found.put(keys.get(i), (String) values.get(i));
        }
    }

    private static RedissonClient connect(LoadContext context, Shape shape) {
        Config config = new Config();
        if (shape.nodes() == 0) {
            config.useSingleServer().setAddress(context.uri()).setTimeout(TIMEOUT_MILLIS);
        } else {
            config.useClusterServers().addNodeAddress(context.uri()).setTimeout(TIMEOUT_MILLIS);
        }
        return Redisson.create(config);
    }

    private static Operation running(RedissonClient client, Operation.Call call) {
        return new Operation(call, () -> client.shutdown(0, 2, TimeUnit.SECONDS));
    }
}

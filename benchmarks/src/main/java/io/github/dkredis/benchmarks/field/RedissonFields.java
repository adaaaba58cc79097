package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson: its key iterator, with a batch of reads for every 1,000 keys. */
final class RedissonFields implements FieldClient {
    private static final int PAGE = 1000;
    private static final int TIMEOUT_MILLIS = 120_000;

    private final RedissonClient client;

    private RedissonFields(int port) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port).setTimeout(TIMEOUT_MILLIS);
        client = Redisson.create(config);
    }

    static FieldPeer peer() {
        return new FieldPeer(
                "Redisson keys + batch", LibraryVersion.of("org.redisson", "redisson"), RedissonFields::new);
    }

    @Override
    public Supplier<Digest> ask(String pattern, String field) {
        Map<String, String> answer = new HashMap<>();
        List<String> page = new ArrayList<>();
        KeysScanOptions scan = KeysScanOptions.defaults().pattern(pattern).chunkSize(PAGE);
        for (String key : client.getKeys().getKeys(scan)) {
            page.add(key);
            if (page.size() == PAGE) {
                read(page, field, answer);
                page.clear();
            }
        }
        if (!page.isEmpty()) {
            read(page, field, answer);
        }
        return () -> Digest.of(answer);
    }

    private void read(List<String> keys, String field, Map<String, String> answer) {
        RBatch batch = client.createBatch();
        for (String key : keys) {
            var unused = batch.<String, String>getMap(key, StringCodec.INSTANCE).getAsync(field);
        }
        List<?> values = batch.execute().getResponses();
        for (int i = 0; i < keys.size(); i++) {
            answer.put(keys.get(i), (String) values.get(i));
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

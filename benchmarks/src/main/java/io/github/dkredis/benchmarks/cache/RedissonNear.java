package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;

/** Redisson's local cached map, with its defaults and with the option that makes lookups fastest. */
final class RedissonNear implements NearClient {
    private final RedissonClient client;
    private final RMap<String, String> map;

    private RedissonNear(LoadContext context, boolean objectKeys) {
        client = RedissonCache.connect(context);
        map = client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("bench:near:" + objectKeys)
                .codec(StringCodec.INSTANCE)
                .useObjectAsCacheKey(objectKeys));
    }

    static List<NearPeer> peers() {
        return List.of(
                new NearPeer(
                        RedissonCache.LOCAL_CACHED_MAP,
                        RedissonCache.VERSION,
                        context -> new RedissonNear(context, false)),
                new NearPeer(
                        "Redisson, object as key", RedissonCache.VERSION, context -> new RedissonNear(context, true)));
    }

    @Override
    public void put(String key, String value) {
        map.fastPut(key, value);
    }

    @Override
    public @Nullable Object near(String key) {
        return map.get(key);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}

package consumer;

import io.github.dkredis.DkRedis;
import io.github.dkredis.micrometer.MicrometerMetrics;
import io.github.dkredis.pickle.Pickle;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import io.github.dkredis.spring.DkRedisCacheManager;
import io.github.dkredis.testkit.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** A user's program, which needs something of each published artifact; the starters have a program of their own. */
public final class Consumer {
    private Consumer() {}

    public static void main(String[] arguments) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (RedisServer server = RedisServer.start();
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .metrics(new MicrometerMetrics(registry))
                        .connect()) {
            redis.values().set("greeting", "hello");
            String greeting = redis.values().get("greeting", String.class).orElseThrow();
            new DkRedisLockProvider(redis);
            DkRedisCacheManager caches =
                    DkRedisCacheManager.builder(redis).type("c", String.class).build();
            caches.getCache("c").put("k", "cached");
            Object pickled = Pickle.standard().read(Pickle.standard().write("pickled"));
            if (!greeting.equals("hello")
                    || !"cached".equals(caches.getCache("c").get("k", String.class))
                    || !"pickled".equals(pickled)
                    || registry.find("dkredis.commands").timers().isEmpty()) {
                throw new IllegalStateException("read " + greeting + " and " + pickled);
            }
            System.out.println("read " + greeting);
        }
    }
}

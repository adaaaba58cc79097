package consumer;

import io.github.dkredis.DkRedis;
import io.github.dkredis.micrometer.MicrometerMetrics;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import io.github.dkredis.testkit.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** A user's program, which needs something of each published artifact. */
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
            if (!greeting.equals("hello") || registry.find("dkredis.commands").timers().isEmpty()) {
                throw new IllegalStateException("read " + greeting);
            }
            System.out.println("read " + greeting);
        }
    }
}

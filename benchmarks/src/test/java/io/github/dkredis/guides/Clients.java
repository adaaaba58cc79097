package io.github.dkredis.guides;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;

/** Clients of the tests, for which a slow machine has time. */
final class Clients {

    static final int MILLIS = 30_000;

    private static final Duration LIMIT = Duration.ofMillis(MILLIS);

    private Clients() {}

    static DkRedis connect(RedisServer server) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .connectTimeout(LIMIT)
                .timeout(LIMIT)
                .connect();
    }
}

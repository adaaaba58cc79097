package io.github.dkredis.shedlock;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;

/** Clients of the tests. */
final class Clients {

    private Clients() {}

    /** The first connection of a JVM loads many classes, and the machine may be slow. */
    static DkRedis connect(RedisServer server) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .connectTimeout(Duration.ofSeconds(30))
                .connect();
    }
}

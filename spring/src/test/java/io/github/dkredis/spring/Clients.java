package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;

/** Clients with time limits that a slow machine keeps. */
final class Clients {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Clients() {}

    static DkRedis connect(RedisServer server) {
        return connect(server.uri().toString(), LIMIT);
    }

    static DkRedis connect(String uri, Duration timeout) {
        return DkRedis.builder().uri(uri).connectTimeout(LIMIT).timeout(timeout).connect();
    }
}

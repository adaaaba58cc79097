package io.github.dkredis.benchmarks;

import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;

/** The server of a suite. */
public final class BenchServer {
    private BenchServer() {}

    /** Starts, on a free loopback port and without persistence, the installed server, or the embedded one if there is none. */
    public static RedisServer start() {
        RedisBinary binary = RedisBinary.onPath().orElseGet(RedisBinary::embedded);
        return RedisServer.builder().binary(binary).start();
    }
}

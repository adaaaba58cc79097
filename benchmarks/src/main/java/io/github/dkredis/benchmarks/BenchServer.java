package io.github.dkredis.benchmarks;

import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;

/** Starts the server of a suite. */
public final class BenchServer {
    private BenchServer() {}

    /** {@return a new server without persistence: the installed one, or else the embedded one} */
    public static RedisServer start() {
        RedisBinary binary = RedisBinary.onPath().orElseGet(RedisBinary::embedded);
        return RedisServer.builder().binary(binary).start();
    }
}

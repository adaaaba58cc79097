package io.github.dkredis.benchmarks;

import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;

/** Starts the servers of a suite. */
public final class BenchServer {
    private BenchServer() {}

    /** {@return a new server without persistence: the installed one, or else the embedded one} */
    public static RedisServer start() {
        return RedisServer.builder().binary(binary()).start();
    }

    /** {@return a new cluster of that many primaries, without persistence} */
    public static ClusterGroup cluster(int primaries) {
        return RedisServer.cluster().binary(binary()).primariesOnly(primaries).start();
    }

    private static RedisBinary binary() {
        return RedisBinary.onPath().orElseGet(RedisBinary::embedded);
    }
}

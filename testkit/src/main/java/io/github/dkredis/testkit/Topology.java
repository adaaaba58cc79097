package io.github.dkredis.testkit;

/** How many servers a test class runs with, and how they work together; see {@link RedisTest#topologies}. */
public enum Topology {
    /** One server, each of {@link RedisTest#servers} in turn. */
    SINGLE,
    /**
     * A primary with two replicas and three Sentinels, of the first program of {@link RedisBinary#all}. The
     * {@link RedisServer} of the test is the primary, and its {@link RedisServer#uri} is that of the Sentinels.
     */
    SENTINEL,
    /**
     * Three primaries with three replicas, of the first program of {@link RedisBinary#all}. The {@link RedisServer} of
     * the test stands for all of them: its {@link RedisServer#command} runs on the node that has the key, or on all
     * nodes if it is about settings, users or scripts, and its counts are sums.
     */
    CLUSTER
}

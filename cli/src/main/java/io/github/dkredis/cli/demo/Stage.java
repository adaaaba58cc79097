package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;

/**
 * What a step plays on.
 *
 * @param server the server, without a password
 * @param redis a client of it
 * @param story where to tell what happens
 */
record Stage(RedisServer server, DkRedis redis, Story story) {

    long ttlMillis(String key) {
        return server.command("PTTL", key) instanceof Long millis ? millis : 0;
    }
}

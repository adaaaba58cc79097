package io.github.dkredis.cli;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes writes: the only one, or one of the primaries of a cluster.
 *
 * @param address host and port of a node of a cluster; null for the only server
 * @param hasKey whether a key, as Redis has it, belongs to this server
 * @param connection plain commands to this server, which connects if that is necessary
 */
record PrimaryNode(
        @Nullable String address, Predicate<byte[]> hasKey, Supplier<RedisClusterCommands<byte[], byte[]>> connection) {

    /**
     * {@return a name whose key belongs to this server}
     *
     * @param begin what the name begins with; a number follows
     * @param key makes the key of a name
     */
    String nameHere(String begin, Function<String, byte[]> key) {
        int number = 0;
        while (!hasKey.test(key.apply(begin + number))) {
            number++;
        }
        return begin + number;
    }
}

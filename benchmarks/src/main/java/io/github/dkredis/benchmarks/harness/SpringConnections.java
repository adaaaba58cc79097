package io.github.dkredis.benchmarks.harness;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring Data's connections to the server of a load, with its defaults over Lettuce. */
public final class SpringConnections {
    private SpringConnections() {}

    /** {@return started connections, which the caller destroys} */
    public static LettuceConnectionFactory to(LoadContext context) {
        LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", context.port());
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }
}

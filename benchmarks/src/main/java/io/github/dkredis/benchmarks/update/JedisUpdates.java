package io.github.dkredis.benchmarks.update;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/** Jedis with a connection for each thread: an optimistic transaction that is repeated until it succeeds. */
final class JedisUpdates implements UpdateClient {
    static final String WATCH = "Jedis WATCH";

    private final Jedis[] connections;

    private JedisUpdates(LoadContext context) {
        connections = new Jedis[context.threads()];
        Arrays.setAll(connections, thread -> new Jedis("127.0.0.1", context.port()));
    }

    static List<UpdatePeer> peers() {
        return List.of(new UpdatePeer(WATCH, LibraryVersion.of("redis.clients", "jedis"), JedisUpdates::new));
    }

    @Override
    public void update(int thread, String key, CountUp function) {
        Jedis connection = connections[thread];
        List<Object> written;
        do {
            connection.watch(key);
            String changed = function.apply(connection.get(key));
            Transaction transaction = connection.multi();
            transaction.set(key, changed);
            written = transaction.exec();
        } while (written == null);
    }

    @Override
    public void close() {
        for (Jedis connection : connections) {
            connection.close();
        }
    }
}

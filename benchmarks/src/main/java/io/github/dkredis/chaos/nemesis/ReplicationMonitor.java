package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches how far primaries and replicas are, so that after a failover it is known which acknowledged writes the
 * successor can have had. A promoted replica says up to which offset its history is that of its former primary; the
 * samples of that primary say when it was there.
 */
final class ReplicationMonitor implements AutoCloseable {

    private static final long STEP_MILLIS = 100;
    private static final Duration READ_LIMIT = Duration.ofMillis(300);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<ReplicationSample>> samples = new TreeMap<>();
    private volatile boolean closed;

    ReplicationMonitor(List<RedisServer> servers) {
        for (RedisServer server : servers) {
            Thread thread = new Thread(() -> watch(server), "chaos-replication-" + server.port());
            thread.setDaemon(true);
            thread.start();
        }
    }

    List<LostHistory> lostHistories() {
        lock.lock();
        try {
            return LostHistories.of(samples);
        } finally {
            lock.unlock();
        }
    }

    private void watch(RedisServer server) {
        RespConnection connection = null;
        while (!closed) {
            long at = Span.now();
            try {
                if (connection == null) {
                    connection =
                            RespConnection.open(server.host(), server.port()).readLimit(READ_LIMIT);
                }
                add(server, ReplicationSample.parse(at, String.valueOf(connection.call("INFO", "replication"))));
            } catch (UncheckedIOException | ErrorReplyException e) {
                connection = close(connection);
                if (!server.isRunning()) {
                    add(server, ReplicationSample.gone(at));
                } // else it is stopped, or loads its data: its role is as it was
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
        close(connection);
    }

    private void add(RedisServer server, ReplicationSample sample) {
        lock.lock();
        try {
            samples.computeIfAbsent(Integer.toString(server.port()), port -> new ArrayList<>())
                    .add(sample);
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable RespConnection close(@Nullable RespConnection connection) {
        if (connection != null) {
            connection.close();
        }
        return null;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.github.dkredis.chaos;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.Connections;
import io.github.dkredis.chaos.history.Observation.Stored;
import io.github.dkredis.chaos.history.Observation.WithoutTtl;
import io.github.dkredis.chaos.nemesis.Deployment;
import io.github.dkredis.chaos.worker.Recorder;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what the servers hold after the faults, without the product. */
record EndState(Deployment deployment, Recorder recorder) {

    /** Counts the connections of the workers, which must be running; waits a while for connections that are ending. */
    void recordConnections(List<String> workers, Bounds bounds) throws InterruptedException {
        long begin = System.nanoTime();
        List<Connections> found = connections(workers);
        while (found.stream().anyMatch(one -> one.count() > bounds.connections())
                && System.nanoTime() - begin < bounds.recovery().toNanos()) {
            Thread.sleep(100);
            found = connections(workers);
        }
        found.forEach(recorder::add);
    }

    private List<Connections> connections(List<String> workers) {
        List<Connections> found = new ArrayList<>();
        for (RedisServer server : deployment.servers()) {
            List<String> clients = server.clients();
            for (String worker : workers) {
                String name = " name=chaos-" + worker + " ";
                int count = (int)
                        clients.stream().filter(line -> line.contains(name)).count();
                found.add(new Connections(worker, server.host() + ":" + server.port(), count));
            }
        }
        return found;
    }

    /** Reads all keys, which no client must use any more. */
    void recordKeys() {
        for (RedisServer server : deployment.primaries()) {
            try (RespConnection connection = server.connect()) {
                String cursor = "0";
                do {
                    List<?> page = list(connection.call("SCAN", cursor, "COUNT", "1000"));
                    cursor = String.valueOf(page.get(0));
                    list(page.get(1)).forEach(key -> record(connection, String.valueOf(key)));
                } while (!cursor.equals("0"));
            }
        }
    }

    private void record(RespConnection connection, String key) {
        if (Long.valueOf(-1).equals(connection.call("PTTL", key))) {
            recorder.add(new WithoutTtl(key));
        }
        if (key.startsWith("chaos:hash:")) {
            List<?> fields = list(connection.call("HGETALL", key));
            for (int i = 0; i < fields.size(); i += 2) {
                recorder.add(new Stored(key + "/" + fields.get(i), String.valueOf(fields.get(i + 1))));
            }
        } else if (key.startsWith("chaos:")) {
            recorder.add(new Stored(key, String.valueOf(connection.call("GET", key))));
        }
    }

    private static List<?> list(@Nullable Object reply) {
        return (List<?>) Objects.requireNonNull(reply);
    }
}

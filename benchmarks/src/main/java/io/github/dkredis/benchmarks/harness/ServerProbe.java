package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.testkit.RespConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The harness's own connection to the server, which reads the server's statistics and removes its keys. Not
 * thread-safe.
 */
public final class ServerProbe implements AutoCloseable {
    private final int port;
    private final RespConnection connection;
    private long ownReads;

    public ServerProbe(int port) {
        this.port = port;
        connection = RespConnection.open("127.0.0.1", port);
    }

    /** {@return the server's port on the loopback address} */
    public int port() {
        return port;
    }

    /**
     * Returns what the server has done so far. This connection's reads are left out, and so is its INFO; its few other
     * commands are included.
     */
    public ServerWork totals() {
        long commands = 0;
        Map<String, String> info = info();
        for (Map.Entry<String, String> line : info.entrySet()) {
            if (line.getKey().startsWith("cmdstat_") && !line.getKey().equals("cmdstat_info")) {
                String value = line.getValue();
                commands += Long.parseLong(value.substring(value.indexOf('=') + 1, value.indexOf(',')));
            }
        }
        long reads = Long.parseLong(Objects.requireNonNull(info.get("total_reads_processed")));
        return new ServerWork(commands, reads - ownReads);
    }

    /** {@return the server's version} */
    public String version() {
        return info().getOrDefault("redis_version", "?");
    }

    /** Removes every key. */
    public void flush() {
        ownReads++;
        connection.call("FLUSHALL");
    }

    /** Clears the slow log, and makes it record commands that take more than a millisecond. */
    public void resetSlowLog() {
        ownReads += 3;
        connection.call("CONFIG", "SET", "slowlog-log-slower-than", "1000");
        connection.call("CONFIG", "SET", "slowlog-max-len", "1000");
        connection.call("SLOWLOG", "RESET");
    }

    /** {@return the slowest command in the slow log, in microseconds; 0 if the log is empty} */
    public long slowestMicros() {
        ownReads++;
        long slowest = 0;
        if (connection.call("SLOWLOG", "GET", "1000") instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof List<?> parts && parts.get(2) instanceof Long micros) {
                    slowest = Math.max(slowest, micros);
                }
            }
        }
        return slowest;
    }

    private Map<String, String> info() {
        ownReads++;
        String reply = String.valueOf(connection.call("INFO", "all"));
        Map<String, String> values = new HashMap<>();
        for (String line : reply.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return values;
    }

    @Override
    public void close() {
        connection.close();
    }
}

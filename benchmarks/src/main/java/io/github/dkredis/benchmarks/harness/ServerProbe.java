package io.github.dkredis.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The harness's own connection to the server: reads its counts, empties it. */
public final class ServerProbe implements AutoCloseable {
    private final RespConnection connection;
    private long ownReads;

    public ServerProbe(int port) throws IOException {
        connection = new RespConnection(port);
    }

    /** What the server has done so far, this connection's own doings left out but for the few commands other than INFO. */
    public ServerWork soFar() throws IOException {
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

    /** The server's version. */
    public String version() throws IOException {
        return info().getOrDefault("redis_version", "?");
    }

    /** Removes every key. */
    public void flush() throws IOException {
        ownReads++;
        connection.call("FLUSHALL");
    }

    /** Forgets slow commands, and notes from now on those above a millisecond. */
    public void resetSlowLog() throws IOException {
        ownReads += 3;
        connection.call("CONFIG", "SET", "slowlog-log-slower-than", "1000");
        connection.call("CONFIG", "SET", "slowlog-max-len", "1000");
        connection.call("SLOWLOG", "RESET");
    }

    /** The slowest command since, in microseconds; 0 when none was above a millisecond. */
    public long slowestMicros() throws IOException {
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

    private Map<String, String> info() throws IOException {
        ownReads++;
        byte[] reply = (byte[]) Objects.requireNonNull(connection.call("INFO", "all"));
        Map<String, String> values = new HashMap<>();
        for (String line : new String(reply, UTF_8).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

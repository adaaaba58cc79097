package io.github.dkredis.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the commands that a server runs, without the heartbeats of connections. */
public final class Counter {

    private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");

    /** Heartbeats, what Sentinels and replicas send all the time, and the INFO of this class. */
    private static final Set<String> NOT_COUNTED =
            Set.of("ping", "replconf", "publish", "info", "subscribe", "client", "client|setname");

    private final RedisServer server;
    private final long before;

    private Counter(RedisServer server) {
        this.server = server;
        this.before = total(server);
    }

    /** {@return a counter that starts now} */
    public static Counter on(RedisServer server) {
        return new Counter(server);
    }

    /** Fails if the server has run any command since this counter was created. */
    public void assertNothingWasSent() {
        assertThat(total(server) - before).as("commands").isZero();
    }

    private static long total(RedisServer server) {
        long total = 0;
        Matcher line = CALLS.matcher(String.valueOf(server.command("INFO", "all")));
        while (line.find()) {
            if (!NOT_COUNTED.contains(line.group(1))) {
                total += Long.parseLong(line.group(2));
            }
        }
        return total;
    }
}

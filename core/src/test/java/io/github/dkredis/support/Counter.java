package io.github.dkredis.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the commands that a server runs, without the heartbeats of connections. */
public final class Counter {

    private static final Pattern TOTAL = Pattern.compile("total_commands_processed:(\\d+)");
    private static final Pattern PINGS = Pattern.compile("cmdstat_ping:calls=(\\d+)");

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
        assertThat(total(server) - before).as("commands, including this INFO").isOne();
    }

    /** Both numbers are of one reply, so that no heartbeat falls between them. */
    private static long total(RedisServer server) {
        String info = String.valueOf(server.command("INFO", "all"));
        Matcher line = TOTAL.matcher(info);
        assertThat(line.find()).isTrue();
        Matcher pings = PINGS.matcher(info);
        return Long.parseLong(line.group(1)) - (pings.find() ? Long.parseLong(pings.group(1)) : 0);
    }
}

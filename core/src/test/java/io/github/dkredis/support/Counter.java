package io.github.dkredis.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the commands that a server runs. */
public final class Counter {

    private static final Pattern TOTAL = Pattern.compile("total_commands_processed:(\\d+)");

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

    private static long total(RedisServer server) {
        Matcher line = TOTAL.matcher(String.valueOf(server.command("INFO", "stats")));
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }
}

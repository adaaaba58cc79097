package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that look again and again. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class WatchTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Where a watch prints to. */
    private enum Place {
        FILE,
        TERMINAL
    }

    /** A command that runs until the end of the test. */
    private static final class Watching implements AutoCloseable {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Thread thread;

        Watching(URI uri, Place place, String... words) {
            List<String> args = new ArrayList<>(List.of(words));
            args.addAll(List.of("--watch", "--every", "100ms"));
            Console console = new Console(
                    new ByteArrayInputStream(new byte[0]),
                    out,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of("REDIS_URL", uri.toString(), "TERM", "xterm", "NO_COLOR", "1"),
                    () -> place == Place.TERMINAL,
                    () -> false,
                    () -> new Screen(10, 60));
            thread = new Thread(() -> Dkredis.run(Shell.patient(args.toArray(String[]::new)), console));
            thread.start();
        }

        String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        /** Waits until the last line, or the last picture, contains a text. */
        void awaitLast(String text) {
            Await.until(
                    () -> {
                        String[] parts = out().split(out().contains("\033[H") ? "\033\\[H" : "\n");
                        return parts[parts.length - 1].contains(text);
                    },
                    SOON,
                    () -> text + " is missing in " + out() + err);
        }

        void awaitMessage(String text) {
            Await.until(() -> err.toString(StandardCharsets.UTF_8).contains(text), SOON, () -> text + ": " + err);
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String[] lines(Watching watching) {
        return watching.out()
                .lines()
                .map(line -> line.replaceFirst("\\{\"at\":\"20[-0-9]+T[:0-9.]+Z\",", "{"))
                .toArray(String[]::new);
    }

    @Test
    void get_valueChanges_printsALineForEachChange(RedisServer server) {
        try (Watching watching = new Watching(server.uri(), Place.FILE, "get", "k", "--codec", "string")) {
            watching.awaitLast("\"exists\":false");
            server.command("SET", "k", "one");
            watching.awaitLast("one");
            server.command("SET", "k", "two");
            watching.awaitLast("two");
            server.command("DEL", "k");
            watching.awaitLast("\"exists\":false");

            assertThat(lines(watching))
                    .containsExactly(
                            "{\"key\":\"k\",\"exists\":false}",
                            "{\"key\":\"k\",\"exists\":true,\"value\":\"one\"}",
                            "{\"key\":\"k\",\"exists\":true,\"value\":\"two\"}",
                            "{\"key\":\"k\",\"exists\":false}");
        }
    }

    /** The time that is left is another one at each look, and yet nothing has changed. */
    @Test
    void ttl_setAgain_isAChange(RedisServer server) {
        server.command("SET", "k", "v", "EX", "990");
        try (Watching watching = new Watching(server.uri(), Place.FILE, "ttl", "k")) {
            watching.awaitLast("\"leftMillis\":9");
            long looks = server.calls("pttl");
            Await.until(() -> server.calls("pttl") > looks + 2, SOON);
            server.command("EXPIRE", "k", "2990");
            watching.awaitLast("\"leftMillis\":29");
            server.command("PERSIST", "k");
            watching.awaitLast("\"leftMillis\":null");
            server.command("DEL", "k");
            watching.awaitLast("\"exists\":false");

            assertThat(lines(watching)).hasSize(4);
        }
    }

    @Test
    void hgetall_onATerminal_redrawsATable(RedisServer server) {
        server.command("HSET", "h", "b", "1");
        try (Watching watching = new Watching(server.uri(), Place.TERMINAL, "hgetall", "h")) {
            watching.awaitLast("field  value\033[K\nb      1\033[K\n\033[J");
            server.command("HSET", "h", "a", "2");
            watching.awaitLast("field  value\033[K\na      2\033[K\nb      1\033[K\n\033[J");
            server.command("DEL", "h");
            watching.awaitLast("no such hash: \"h\"");

            assertThat(watching.out()).startsWith("\033[2J\033[Hdkredis hgetall  ");
        }
    }

    /** A picture that is higher than the screen would scroll away. */
    @Test
    void picture_higherThanTheScreen_saysHowMuchIsLeftOut(RedisServer server) {
        for (int i = 0; i < 20; i++) {
            server.command("HSET", "h", "f" + i, "x".repeat(i == 0 ? 100 : 1));
        }
        try (Watching watching = new Watching(server.uri(), Place.TERMINAL, "hgetall", "h")) {
            watching.awaitLast("… 16 more lines\033[K\n\033[J");

            assertThat(watching.out().split("\033\\[H")[1].lines()).hasSize(10); // nine, and what erases the rest
        }
    }

    @Test
    void limits_deniedAndAllowedAgain_printsBoth(RedisServer server) {
        try (Watching watching = new Watching(server.uri(), Place.FILE, "limits");
                DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.rateLimiter("mail", new Rate(1, Duration.ofHours(1), 1)).tryAcquire();
            watching.awaitLast("\"allowed\":false");
            server.command("PEXPIRE", "dkredis:ratelimit:{mail}:1/PT1H/1", "1"); // as when its time has come
            watching.awaitLast("\"gone\":true"); // full again
        }
    }

    /**
     * Caught, planted: a watch that ended with the first look that failed. Its time limit is longer than a busy machine
     * stops a thread: only the looks without a server are to fail.
     */
    @Test
    void server_lostAndBack_isWaitedFor(RedisServer server) {
        server.command("SET", "k", "one");
        String[] words = {"get", "k", "--codec", "string", "--time-limit", "4s"};
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                Watching toFile = new Watching(proxy.uri(), Place.FILE, words);
                Watching toTerminal = new Watching(proxy.uri(), Place.TERMINAL, words)) {
            List<Watching> both = List.of(toFile, toTerminal);
            both.forEach(watching -> watching.awaitLast("one"));
            proxy.refuse();
            proxy.cut();
            both.forEach(watching -> watching.awaitMessage("the watch goes on"));
            server.command("SET", "k", "two");
            proxy.accept();
            both.forEach(watching -> watching.awaitLast("two"));
            both.forEach(watching -> watching.awaitMessage("Redis answers again, after "));

            assertThat(both)
                    .allSatisfy(watching -> assertThat(watching.err
                                    .toString(StandardCharsets.UTF_8)
                                    .lines())
                            .hasSize(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"get k --every 1s", "get k --watch --raw", "ttl k --watch --every 99ms", "locks --every 1s"})
    void options_withoutSense_areUsageErrors(String line) {
        assertThat(Shell.unreachable().run(line.split(" ")).code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void firstLook_fails_endsAsWithoutAWatch(RedisServer server) {
        server.command("LPUSH", "k", "v");

        assertThat(Shell.of(server).run("get", "k", "--watch").code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(Shell.unreachable().run("get", "k", "--watch").code()).isEqualTo(ExitCode.UNAVAILABLE.number());
    }
}

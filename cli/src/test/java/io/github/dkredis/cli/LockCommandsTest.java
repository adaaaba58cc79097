package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run under locks, their exit codes, and how they end. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class LockCommandsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** How a client of this process is named, with the quotation mark before it. */
    private static final String SELF =
            "\"dkredis (process " + ProcessHandle.current().pid() + " on ";

    /** Longer than a busy machine stops a process: the program must begin before the lease can end by itself. */
    private static final String LEASE = "6s";

    @TempDir
    private Path folder = Path.of("");

    /** Waits until clients have said in Redis who they are, which they do beside their first use of a lock. */
    private static void awaitAnnounced(int clients, RedisServer server) {
        Await.until(
                () -> ((List<?>) Objects.requireNonNull(server.command("KEYS", "dkredis:client:*"))).size() == clients,
                SOON);
    }

    @Test
    void lock_programEnds_returnsItsExitCodeAndReleases(RedisServer server) throws Exception {
        Path fence = folder.resolve("fence");

        Result result =
                Shell.of(server).run("lock", "a", "--", "sh", "-c", "echo $DKREDIS_FENCE > " + fence + "; exit 7");

        assertThat(result.code()).isEqualTo(7);
        assertThat(Files.readString(fence).trim()).matches("\\d{16}");
        assertThat(server.command("EXISTS", "dkredis:mutex:a")).isEqualTo(0L);
    }

    @Test
    void lock_taken_returns75WithoutRunningTheProgram(RedisServer server) {
        Path ran = folder.resolve("ran");
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Lease held = redis.mutex("a").acquire()) {
            awaitAnnounced(1, server);

            Result result = Shell.of(server).run("lock", "a", "--timeout", "50ms", "--", "touch", ran.toString());

            assertThat(result.code()).isEqualTo(75);
            assertThat(result.err())
                    .contains("\"a\"", "within", "is held by " + SELF.substring(1), "waiting for up to");
            assertThat(ran).doesNotExist();
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void lock_lost_terminatesTheProgramAndReturns70(RedisServer server) {
        Path started = folder.resolve("started");
        CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> Shell.of(server)
                .run("lock", "a", "--lease", LEASE, "--", "sh", "-c", "touch " + started + "; exec sleep 60"));
        Await.until(() -> Files.exists(started), SOON);

        server.command("DEL", "dkredis:mutex:a"); // the next renewal is refused

        assertThat(result.orTimeout(30, TimeUnit.SECONDS).join().code()).isEqualTo(70);
        assertThat(result.join().err()).contains("was lost");
    }

    @Test
    void lock_takenAndNoWait_returns75AtOnce(RedisServer server) {
        Path ran = folder.resolve("ran");
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Lease held = redis.mutex("a").acquire()) {
            Result result = Shell.of(server).run("lock", "a", "--no-wait", "--", "touch", ran.toString());

            assertThat(result.code()).isEqualTo(75);
            assertThat(result.err()).contains("\"a\"", "is held").doesNotContain("waiting");
            assertThat(ran).doesNotExist();
            assertThat(held.isHeld()).isTrue();
        }
        assertThat(Shell.of(server).run("lock", "a", "--no-wait", "--", "true").code())
                .isZero();
    }

    /** Caught: the process went on for as long as it liked. */
    @Test
    void lock_programLeavesAProcessBehind_isEndedBeforeTheRelease(RedisServer server) throws Exception {
        Path pid = folder.resolve("pid");

        Result result =
                Shell.of(server).run("lock", "a", "--", "sh", "-c", "sleep 300 & echo $! > " + pid + "; exit 3");

        assertThat(result.code()).isEqualTo(3);
        assertThat(ProcessTreeTest.isRunning(pid)).isFalse();
    }

    /** Caught: a process of the program's program wrote for 2.5 seconds after the command had ended. */
    @Test
    void lock_lost_endsTheWholeTree(RedisServer server) throws Exception {
        Path pid = folder.resolve("pid");
        CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> Shell.of(server)
                .run(
                        "lock",
                        "a",
                        "--lease",
                        LEASE,
                        "--",
                        "sh",
                        "-c",
                        "sh -c 'echo $$ > " + pid + "; while :; do sleep 0.05; done' & wait"));
        Await.until(() -> ProcessTreeTest.isRunning(pid), SOON);

        server.command("DEL", "dkredis:mutex:a"); // the next renewal is refused

        assertThat(result.orTimeout(30, TimeUnit.SECONDS).join().code()).isEqualTo(70);
        assertThat(ProcessTreeTest.isRunning(pid)).isFalse();
    }

    /** Caught: after TERM the lock was free while the program's program was still running. */
    @Test
    void lock_terminated_isReleasedWhenTheTreeHasGone(RedisServer server) throws Exception {
        Path pid = folder.resolve("pid");
        String slow = "trap 'sleep 0.7; exit' TERM; echo $$ > " + pid + "; while :; do sleep 0.05; done";
        Process process =
                process(server, "lock", "a", "--", "sh", "-c", "sh -c \"" + slow.replace("$", "\\$") + "\" & wait");
        Await.until(() -> ProcessTreeTest.isRunning(pid), SOON);

        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();

        Await.until(() -> Long.valueOf(0).equals(server.command("EXISTS", "dkredis:mutex:a")), SOON);
        assertThat(ProcessTreeTest.isRunning(pid)).isFalse();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void lock_withoutProgramOrName_isWrongUsage(RedisServer server) {
        for (List<String> words : List.of(
                List.of("lock"), List.of("lock", "a"), List.of("lock", "a", "--"), List.of("lock", "--", "true"))) {
            assertThat(Shell.of(server).run(words.toArray(String[]::new)).code())
                    .as("%s", words)
                    .isEqualTo(2);
        }
        assertThat(Shell.of(server).run("lock", "a", "--", "/no/such/program").code())
                .isEqualTo(2);
        assertThat(server.command("EXISTS", "dkredis:mutex:a")).isEqualTo(0L);
    }

    @Test
    void lock_terminated_passesTheSignalOnAndWaits(RedisServer server) throws Exception {
        Path ready = folder.resolve("ready");
        Path told = folder.resolve("told");
        Process process = process(
                server,
                "lock",
                "a",
                "--",
                "sh",
                "-c",
                "trap 'echo term > " + told + "; exit 5' TERM; touch " + ready + "; while :; do sleep 0.05; done");
        Await.until(() -> Files.exists(ready), SOON);

        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(5);
        assertThat(told).hasContent("term");
        assertThat(server.command("EXISTS", "dkredis:mutex:a")).isEqualTo(0L);
    }

    @Test
    void once_freeThenTaken_runsThenSkips(RedisServer server) {
        assertThat(Shell.of(server).run("once", "report", "--", "true").code()).isZero();
        assertThat(Shell.of(server).run("once", "report", "--", "false").code()).isOne();
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                FetchLock fetch = redis.fetchLock("report", Duration.ofMinutes(1))) {
            assertThat(fetch.shouldFetch()).isTrue();
            assertThat(Shell.of(server).run("once", "report", "--", "true").code())
                    .isEqualTo(75);
        }
        assertThat(Shell.of(server).run("once", "No Name", "--", "true").code()).isEqualTo(2);
    }

    @Test
    void cooldown_freeThenBlocked_answers(RedisServer server) {
        Result first = Shell.of(server).run("cooldown", "a", "b", "--every", "1h");
        assertThat(first.code()).isZero();
        assertThat(first.out()).isEqualTo("{\"allowed\":true}\n");

        Result second = Shell.of(server).run("cooldown", "c", "b", "--every", "1h");
        assertThat(second.code()).isEqualTo(75);
        assertThat(second.out())
                .matches("\\{\"allowed\":false,\"blockedBy\":\"b\",\"retryAfterMillis\":3[56]\\d{5}}\n");

        assertThat(Shell.of(server)
                        .run("cooldown", "b", "--every", "1h", "--", "true")
                        .code())
                .isEqualTo(75);
        assertThat(Shell.of(server)
                        .run("cooldown", "d", "--every", "1h", "--", "sh", "-c", "exit 9")
                        .code())
                .isEqualTo(9);
        assertThat(Shell.of(server).run("cooldown", "--every", "1h").code()).isEqualTo(2);
    }

    @Test
    void locks_heldAndWaitedFor_listsHolderAndWaiters(RedisServer server) {
        assertThat(Shell.of(server).run("locks").code()).isOne();
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                DkRedis other = DkRedis.connect(server.uri().toString());
                Lease held = redis.mutex("a").acquire()) {
            CompletableFuture<Lease> waiting =
                    other.mutex("a").async().acquire().toCompletableFuture();
            Await.until(
                    () -> Long.valueOf(1).equals(server.command("LLEN", "dkredis:mutex-queue:{dkredis:mutex:a}")),
                    SOON);
            awaitAnnounced(2, server);

            Result result = Shell.of(server).run("locks");

            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains("\"kind\":\"mutex\",\"name\":\"a\",\"held\":true,\"holder\":" + SELF)
                    .contains("\"fence\":" + held.fencingToken())
                    .contains("\"waiting\":1,\"waiters\":[" + SELF);
            assertThat(Shell.of(server).run("locks", "a").out()).contains("\"fence\":" + held.fencingToken());
            assertThat(Shell.of(server).run("locks", "b").code()).isOne();
            assertThat(Shell.of(server).run("locks", "b").err()).contains("the lock \"b\" is free");
            held.release();
            waiting.orTimeout(30, TimeUnit.SECONDS).join().close();
        }
    }

    /** Caught: the whole listing was lost. */
    @Test
    void locks_malformedKeys_listsTheOthers(RedisServer server) {
        server.command("HSET", "dkredis:mutex-fence:{dkredis:mutex:odd}", "first", "many", "since", "yesterday");
        server.command("SET", "dkredis:mutex:odd", "99999999999." + "1".repeat(32), "EX", "100");
        server.command("LPUSH", "dkredis:mutex:list", "x");
        server.command("LPUSH", "rl-lock.list", "x");
        server.command("SET", "rl-lock.mail", "1.5", "EX", "100");
        try (DkRedis redis = DkRedis.connect(server.uri().toString());
                Lease held = redis.mutex("a").acquire();
                FetchLock fetch = redis.fetchLock("weather", Duration.ofMinutes(1))) {
            Result result = Shell.of(server).run("locks");

            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains(
                            "\"name\":\"odd\",\"held\":true,\"holder\":\"client 11111111111111111111\",\"since\":null")
                    .contains("\"fence\":" + held.fencingToken())
                    .contains("\"kind\":\"fetch lock\",\"name\":\"weather\",\"held\":" + fetch.shouldFetch())
                    .contains("\"kind\":\"cooldown\",\"name\":\"mail\"")
                    .doesNotContain("\"list\"");
        }
    }

    @Test
    void locks_watch_printsChangesUntilItIsInterrupted(RedisServer server) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread watching = new Thread(() -> Shell.of(server).run(out, out, "locks", "a", "--watch", "--every", "100ms"));
        watching.start();
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.mutex("another").acquire().release();
            awaitAnnounced(1, server); // the name of the holder would be news
            Lease held = redis.mutex("a").acquire();
            Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("\"fence\":" + held.fencingToken()), SOON);
            held.release();
            Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("\"held\":false"), SOON);
            assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
        } finally {
            watching.interrupt();
            watching.join();
        }
    }

    @Test
    void unlock_held_releasesItAndNamesTheHolder(RedisServer server) throws Exception {
        assertThat(Shell.of(server).run("unlock", "a").code()).isEqualTo(2);
        assertThat(Shell.of(server).run("unlock", "a").err()).contains("--force");
        assertThat(Shell.of(server).run("unlock", "a", "--force").code()).isOne();
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            Lease held = redis.mutex("a").acquire();
            held.onLost(() -> told.complete(true));
            awaitAnnounced(1, server);

            Result result = Shell.of(server).run("unlock", "a", "--force");

            assertThat(result.code()).isZero();
            assertThat(result.err()).contains("which was held by " + SELF.substring(1));
            assertThat(told.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.command("EXISTS", "dkredis:mutex:a")).isEqualTo(0L);
        }
    }

    private static Process process(RedisServer server, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.dkredis.cli.Dkredis"));
        command.addAll(List.of(Shell.patient(args)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("REDIS_URL", server.uri().toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RedisTest(servers = RedisTest.Servers.FIRST)
class FailureHandlerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "get",
                "get a b",
                "get a --prety",
                "get a --codec xml",
                "get a --raw --codec json",
                "set k",
                "set k hello",
                "set k [1,",
                "set k [1]x",
                "set k {\"a\":1,\"a\":2}",
                "set k 1e400",
                "set k NaN",
                "set k 1 --ttl 0",
                "set k 1 --ttl 0s",
                "set k 1 --ttl -1s",
                "set k 1 --ttl PT0.0001S",
                "set k 1 --ttl 400000d",
                "set k 1 --ttl 99999999999999999999d",
                "set k 1 --ttl 5x",
                "set k 1 --ttl",
                "set k 1 --codec string",
                "set k 1 --codec bytes",
                "remove",
                "hset k",
                "field k",
                "setmax k",
                "removeif k",
                "--uri http://x get a",
                "--uri nonsense get a",
                "--embedded --uri redis://x get a",
                "--time-limit 2d get a",
                "--password-file /no/such/file get a",
            })
    void wrongUsage_anyCommand_isReportedBeforeConnecting(String line) {
        Result result = Shell.unreachable().run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("dkredis: ").doesNotContain("Exception", "\tat ", "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "pop", "remove", "hgetall", "set", "hset", "setmax", "removeif", "field"})
    void emptyKey_anyCommand_isWrongUsage(String command) {
        boolean alone = command.matches("get|pop|remove|hgetall");
        String[] args = alone ? new String[] {command, ""} : new String[] {command, "", "1=1"};

        assertThat(Shell.unreachable().run(args)).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("is empty");
        });
    }

    @Test
    void unreachableServer_anyCommand_isUnavailable() {
        Result result = Shell.unreachable().run("get", "k");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("127.0.0.1:1", "nothing listens there")
                .hasLineCount(1);
    }

    @Test
    void debug_failure_printsTheStackTrace() {
        assertThat(Shell.unreachable().run("ping", "--debug").err()).contains("\tat io.github.dkredis");
    }

    @Test
    void lostReply_write_isUnknownAndRanOnce(RedisServer server, FaultProxy proxy) {
        server.resetStats();
        proxy.onNext("SET").dropReply();

        Result result = Shell.of(Map.of()).run("--uri", proxy.uri().toString(), "set", "k", "1");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("may have run");
        assertThat(server.calls("set")).isOne();
    }

    @Test
    void silentServer_timeout_isUnavailable(RedisServer server) {
        server.pause();

        Result result = Shell.of(server).run("ping", "--time-limit", "100ms");

        server.resume();
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("time limit").hasLineCount(1);
    }

    @Test
    void environment_wrongPort_isWrongUsage() {
        assertThat(Shell.of(Map.of("REDIS_PORT", "many")).run("ping")).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("REDIS_PORT must be a number");
        });
    }

    @Test
    void output_thatCannotBeWritten_isAFailure(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        Result full =
                Shell.of(server).run(new Full("No space left on device"), new ByteArrayOutputStream(), "hgetall", "h");
        Result gone = Shell.of(server).run(new Full("Broken pipe"), new ByteArrayOutputStream(), "field", "h", "f");

        assertThat(full.code()).isEqualTo(2);
        assertThat(full.err()).contains("cannot write the output: No space left");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err()).isEmpty();
    }

    /** Caught: help that was lost on a full disk ended with 0. */
    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "get --help", "help get", "completion bash", "man-page"})
    void output_ofHelpThatCannotBeWritten_isAFailure(String line) {
        Result full = Shell.unreachable()
                .run(new Full("No space left on device"), new ByteArrayOutputStream(), line.split(" "));

        assertThat(full.code()).isEqualTo(2);
        assertThat(full.err()).isEqualTo("dkredis: cannot write the output: No space left on device\n");
    }

    /** Caught: a byte order mark, which some programs on Windows write, was not valid JSON. */
    @Test
    void stdin_fromWindows_isRead(RedisServer server) {
        Shell shell = Shell.of(server);

        assertThat(shell.typing("\ufeff{\"a\":\r\n 1}\r\n").run("set", "k", "-").code())
                .isZero();
        assertThat(shell.run("get", "k").out()).isEqualTo("{\"a\":1}\n");
    }

    /** Caught: the whole key was printed. A user name and password stay hidden where the message is cut. */
    @Test
    void message_withAVeryLongKey_isCut(RedisServer server) {
        Result result = Shell.of(server).run("get", "k".repeat(100_000));
        Result wrong = Shell.unreachable().run("--uri", "http://u:hush" + "h".repeat(3_000) + "@h", "ping");

        assertThat(result.err()).hasSizeLessThan(2_100).endsWith("k… (100015 characters)\n");
        assertThat(wrong.err()).doesNotContain("hush");
    }

    @Test
    void stdin_notUtf8_isWrongUsage(RedisServer server) {
        Result result =
                Shell.of(server).typing((byte) '"', (byte) 0xe6, (byte) '"').run("set", "k", "-");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("not valid UTF-8");
    }

    /** Fails on every write. */
    private static final class Full extends OutputStream {

        private final String why;

        Full(String why) {
            this.why = why;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(why);
        }
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RedisTest(servers = RedisTest.Servers.FIRST)
class ValueCommandsTest {

    private Shell shell = Shell.unreachable();

    @BeforeEach
    void connect(RedisServer server) {
        shell = Shell.of(server);
    }

    @Test
    void ping_serverUp_printsPong() {
        assertThat(shell.run("ping")).satisfies(result -> {
            assertThat(result.code()).isZero();
            assertThat(result.out()).isEqualTo("\"PONG\"\n");
            assertThat(result.err()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-5",
                "1.5",
                "9223372036854775808",
                "-123456789012345678901234567890",
                "\"\"",
                "\"Åse 😀\"",
                "\"half a pair \\ud800\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":null}],\"x\"]",
                "{\"b\":1,\"a\":{\"c\":[]}}",
                "{\"__class__\":\"a dict all the same\"}"
            })
    void get_afterSet_printsTheSameJson(String json) {
        assertThat(shell.run("set", "k", json).code()).isZero();

        Result got = shell.run("get", "k");

        assertThat(got.out()).isEqualTo(json + "\n");
        assertThat(got.err()).isEmpty();
        assertThat(got.code()).isZero();
    }

    @Test
    void set_done_printsNothing() {
        Result result = shell.run("set", "k", "1");

        assertThat(result.out() + result.err()).isEmpty();
    }

    @Test
    void set_dash_readsStdin() {
        assertThat(shell.typing("{\"a\": [1, 2.50]}\n").run("set", "k", "-").code())
                .isZero();

        assertThat(shell.run("get", "k").out()).isEqualTo("{\"a\":[1,2.5]}\n");
    }

    @Test
    void set_ttl_isSet(RedisServer server) {
        shell.run("set", "short", "1", "--ttl", "5m");
        shell.run("set", "iso", "1", "--ttl", "PT2H");

        assertThat((Long) server.command("PTTL", "short")).isBetween(290_000L, 300_000L);
        assertThat((Long) server.command("PTTL", "iso")).isBetween(7_190_000L, 7_200_000L);
    }

    @Test
    void set_codec_decidesTheStoredBytes(RedisServer server) {
        shell.run("set", "json", "{\"a\": 1}", "--codec", "json");
        shell.run("set", "string", "\"text\"", "--codec", "string");
        shell.run("set", "bytes", "{\"__bytes__\": \"AP8=\"}", "--codec", "bytes");
        shell.run("set", "raw", "as it is", "--raw");

        assertThat(server.command("GET", "json")).isEqualTo("{\"a\":1}");
        assertThat(server.command("GET", "string")).isEqualTo("text");
        assertThat(server.command("STRLEN", "bytes")).isEqualTo(2L);
        assertThat(server.command("GET", "raw")).isEqualTo("as it is");
        assertThat(shell.run("get", "json", "--codec", "json").out()).isEqualTo("{\"a\":1}\n");
        assertThat(shell.run("get", "string", "--codec", "string").out()).isEqualTo("\"text\"\n");
        assertThat(shell.run("get", "bytes", "--codec", "bytes").out()).isEqualTo("{\"__bytes__\":\"AP8=\"}\n");
        assertThat(shell.run("get", "raw", "--raw").out()).isEqualTo("as it is");
    }

    @Test
    void raw_anyBytes_areUnchanged() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        shell.typing(all).run("set", "k", "-", "--raw");

        assertThat(shell.run("get", "k", "--raw").bytes()).isEqualTo(all);
    }

    @Test
    void get_pretty_isIndented() {
        shell.run("set", "k", "{\"a\":[1]}");

        assertThat(shell.run("--pretty", "get", "k").out())
                .isEqualToIgnoringWhitespace("{\"a\":[1]}")
                .hasLineCount(3);
    }

    @Test
    void get_missingKey_isNo() {
        Result result = shell.run("get", "nope");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("dkredis: no such key: \"nope\"\n");
    }

    @Test
    void get_notAPickle_saysWhatToTryAndNotTheValue(RedisServer server) {
        server.command("SET", "k", "some text");

        Result result = shell.run("get", "k");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("\"k\"", "--codec string", "--raw").doesNotContain("some text");
    }

    @Test
    void get_hash_isOfAnotherType(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        Result result = shell.run("get", "h");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("holds another Redis type").hasLineCount(1);
    }

    @Test
    void pop_value_isPrintedAndGone(RedisServer server) {
        shell.run("set", "k", "[1]");

        assertThat(shell.run("pop", "k").out()).isEqualTo("[1]\n");

        assertThat(server.command("EXISTS", "k")).isEqualTo(0L);
        assertThat(shell.run("pop", "k").code()).isEqualTo(1);
    }

    @Test
    void pop_notAPickle_isNotLost(RedisServer server) {
        server.command("SET", "k", "text");

        Result result = shell.run("pop", "k");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("{\"__bytes__\":\"dGV4dA==\"}\n");
        assertThat(result.err()).contains("its bytes are on stdout");
    }

    @Test
    void remove_severalKeys_printsHowManyExisted(RedisServer server) {
        server.command("MSET", "a", "1", "b", "2");

        assertThat(shell.run("remove", "a", "b", "c")).satisfies(result -> {
            assertThat(result.out()).isEqualTo("2\n");
            assertThat(result.code()).isZero();
        });
        assertThat(shell.run("remove", "a", "b").code()).isEqualTo(1);
    }

    @Test
    void key_likeAnOptionOrAFile_isAKey() {
        shell.run("set", "@k", "1");
        shell.run("set", "-7", "2");
        shell.run("set", "--", "-k", "3");

        assertThat(shell.run("get", "@k").out()).isEqualTo("1\n");
        assertThat(shell.run("get", "-7").out()).isEqualTo("2\n");
        assertThat(shell.run("get", "--", "-k").out()).isEqualTo("3\n");
    }

    @Test
    void set_largeValue_isStored() {
        String json = "\"" + "x".repeat(5_000_000) + "\"";

        assertThat(shell.typing(json).run("set", "k", "-").code()).isZero();

        assertThat(shell.run("get", "k").bytes()).hasSize(5_000_003);
    }
}

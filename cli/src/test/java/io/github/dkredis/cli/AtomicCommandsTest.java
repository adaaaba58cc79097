package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RedisTest(servers = RedisTest.Servers.FIRST)
class AtomicCommandsTest {

    private Shell shell = Shell.unreachable();

    @BeforeEach
    void connect(RedisServer server) {
        shell = Shell.of(server);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 9, 100",
        "-3, -5, -3",
        "9007199254740992, 9007199254740993, 9007199254740993",
        "2.5, 2, 2.5",
        "2, 2.5, 2.5",
        "1, 1e300, 1.0E300",
        "9223372036854775806, 9223372036854775807, 9223372036854775807",
        "-inf, 0, 0",
    })
    void setmax_twoNumbers_keepsTheGreater(String first, String second, String kept) {
        assertThat(shell.run("setmax", "n", first).code()).isZero();

        assertThat(shell.run("setmax", "n", second).out()).isEqualTo(kept + "\n");
    }

    @Test
    void setmin_twoNumbers_keepsTheSmaller() {
        assertThat(shell.run("setmin", "n", "9").out()).isEqualTo("9\n");
        assertThat(shell.run("setmin", "n", "100").out()).isEqualTo("9\n");
        assertThat(shell.run("setmin", "n", "-1.5").out()).isEqualTo("-1.5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "", "x", "1x", "0x10", "1e400", "1_000", "9223372036854775809", "5 "})
    void setmax_notANumber_isWrongUsage(String number) {
        assertThat(Shell.unreachable().run("setmax", "n", number)).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("dkredis: ");
        });
    }

    @Test
    void setmax_keyHoldsAString_failsAndChangesNothing(RedisServer server) {
        server.command("SET", "n", "text");

        assertThat(shell.run("setmax", "n", "5").code()).isEqualTo(2);

        assertThat(server.command("GET", "n")).isEqualTo("text");
    }

    @Test
    void removeif_expectedString_removesOnlyThen(RedisServer server) {
        server.command("SET", "k", "mine");

        assertThat(shell.run("removeif", "k", "yours")).satisfies(result -> {
            assertThat(result.out()).isEqualTo("false\n");
            assertThat(result.code()).isEqualTo(1);
        });
        assertThat(shell.run("removeif", "k", "mine")).satisfies(result -> {
            assertThat(result.out()).isEqualTo("true\n");
            assertThat(result.code()).isZero();
        });
        assertThat(shell.run("removeif", "k", "mine").code()).isEqualTo(1);
    }

    @Test
    void removeif_codec_comparesWithWhatSetStores() {
        shell.run("set", "k", "{\"a\":1}");

        assertThat(shell.run("removeif", "k", "{\"a\": 2}", "--codec", "pickle").code())
                .isEqualTo(1);
        assertThat(shell.run("removeif", "k", "{\"a\": 1}", "--codec", "pickle").code())
                .isZero();
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ping",
                "set",
                "get",
                "pop",
                "remove",
                "ttl",
                "expire",
                "persist",
                "keys",
                "type",
                "incr",
                "doctor",
                "hset",
                "hgetall",
                "field",
                "setmax",
                "setmin",
                "removeif",
                "demo"
            })
    void help_everyCommand_namesItsExitCodes(String command) {
        Result result = Shell.unreachable().run(command, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Usage: dkredis " + command, "Exit codes:", "--uri", "--help");
        assertThat(Shell.unreachable().run("--help").out()).contains("  " + command);
    }

    @Test
    void version_asked_printsTheVersionOfTheBuild() {
        assertThat(Shell.unreachable().run("--version").out()).matches("dkredis \\d+\\.\\d+\\.\\d+\\S*\\n");
    }

    /** The first is answered without picocli. */
    @Test
    void version_askedInAnyWay_isTheSame() {
        Result first = Shell.unreachable().run("--version");

        for (String[] args : new String[][] {{"-V"}, {"--version", "--json"}, {"get", "--version"}}) {
            Result other = Shell.unreachable().run(args);
            assertThat(List.of(other.code(), other.out(), other.err()))
                    .isEqualTo(List.of(first.code(), first.out(), first.err()));
        }
    }

    @Test
    void typo_inACommand_getsASuggestion() {
        assertThat(Shell.unreachable().run("pingg").err()).contains("unknown command 'pingg'", "dkredis ping");
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, completion and the manual page, which are made from the same commands. */
class CompletionTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void help_ofACommand_isThatOfItsOption() {
        Result help = Shell.unreachable().run("help", "field");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .isEqualTo(Shell.unreachable().run("field", "--help").out());
        assertThat(Shell.unreachable().run("help").out())
                .isEqualTo(Shell.unreachable().run("--help").out());
    }

    @Test
    void help_ofAnUnknownCommand_isAUsageError() {
        Result help = Shell.unreachable().run("help", "fields");

        assertThat(help.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(help.err()).contains("fields");
    }

    /** Bash itself completes. */
    @Test
    void completion_inBash_knowsCommandsAndOptions() throws Exception {
        Result script = Shell.unreachable().run("completion", "bash");
        assertThat(script.code()).isZero();
        Path file = Files.writeString(folder.resolve("completion"), script.out());

        assertThat(completed(file, "dkredis", "se")).contains("set", "setmax", "setmin");
        assertThat(completed(file, "dkredis", "cache", "st")).contains("stats");
        assertThat(completed(file, "dkredis", "locks", "--wa")).contains("--watch");
    }

    private String completed(Path script, String... words) throws Exception {
        String line = String.join(" ", words);
        String bash = "source '" + script + "'; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                + "; _complete_dkredis; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder("bash", "-c", bash)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void completion_inZsh_loadsWhatUnderstandsIt() {
        Result script = Shell.unreachable().run("completion", "zsh");

        assertThat(script.out()).startsWith("autoload -Uz compinit").contains("bashcompinit", "_complete_dkredis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fish", ""})
    void completion_forAnotherShell_isAUsageError(String shell) {
        assertThat(Shell.unreachable().run("completion", shell).code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void manPage_ofAllCommands_hasTheirOptionsAndExitCodes() {
        String page = Shell.unreachable().run("man-page").out();

        assertThat(page).startsWith(".TH \"DKREDIS\" 1 \"\" \"dkredis ");
        assertThat(page)
                .contains(
                        ".SS \"get KEY\"",
                        ".SS \"cache stats\"",
                        ".SS \"completion SHELL\"",
                        "\\fB\\-\\-watch\\fR",
                        ".SH EXIT STATUS",
                        "\\fB75\\fR")
                .doesNotContain("${", "@|", "man\\-page");
        assertThat(page.lines()).noneMatch(line -> line.startsWith("'"));
        assertThat(page.chars()).allMatch(c -> c < 128);
        assertThat(page).contains("\\[u2026]");
    }
}

package io.github.dkredis.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a whole, in a short form. That the rules find violations is shown by {@code HistoryCheckerTest}. */
class ChaosTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Chaos.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    @Test
    @Timeout(240)
    void single_fewSecondsWithTwoWorkers_hasNoViolation(@TempDir Path folder) {
        // the run goes on as soon as everything has recovered; the long bound is for a slow machine
        int code = run(
                "--minutes", "0.07", "--seed", "1", "--workers", "2", "--recovery", "60", "--files", folder.toString());
        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("server", "worker", "cache near", "no violation");
        assertThat(folder.resolve("history")).isDirectoryContaining(file -> Files.exists(file));
    }

    @Test
    void minutes_outOfBounds_areRefused() {
        assertThat(run("--minutes", "0")).isEqualTo(2);
        assertThat(run("--minutes", "1000")).isEqualTo(2);
        assertThat(run("--workers", "0")).isEqualTo(2);
    }
}

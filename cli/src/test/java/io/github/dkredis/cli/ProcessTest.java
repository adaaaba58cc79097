package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in its own process: its exit codes, and that no library writes to stdout or stderr. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class ProcessTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void process_valueThroughStdinAndStdout_printsNothingElse(RedisServer server) throws Exception {
        assertThat(run(server, "{\"Åse\": [1, 2.5]}", "set", "k", "-")).isEqualTo("0||");
        assertThat(run(server, "", "get", "k")).isEqualTo("0|{\"Åse\":[1,2.5]}\n|");
        assertThat(run(server, "", "get", "nope")).isEqualTo("1||dkredis: no such key: \"nope\"\n");
    }

    @Test
    void process_embedded_startsAndEndsItsServer(RedisServer server) throws Exception {
        assertThat(run(server, "", "--embedded", "setmax", "n", "5"))
                .isEqualTo("0|5\n|dkredis: the embedded Redis ends with this command, and its data with it\n");
    }

    /** {@return the exit code, stdout and stderr, separated by bars} */
    private String run(RedisServer server, String stdin, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.dkredis.cli.Dkredis"));
        command.addAll(List.of(Shell.patient(args)));
        Path in = Files.writeString(folder.resolve("in"), stdin);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("REDIS_URL", server.uri().toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + "|" + Files.readString(out) + "|" + Files.readString(err);
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordTest {

    private static final String SECRET = "s3cr@t pass/word";

    private final RedisServer server = RedisServer.builder()
            .password(SECRET)
            .user("ada", "on", ">" + SECRET, "~*", "&*", "+@all")
            .start();
    private final String place = "127.0.0.1:" + server.port();

    @TempDir // static, because an instance's folder is not there yet in @BeforeAll
    private static Path folder = Path.of("");

    private String file = "";

    @BeforeAll
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("password"), SECRET + "\n").toString();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void password_inTheEnvironment_isUsed() {
        String port = Integer.toString(server.port());

        assertThat(Shell.of(server).run("ping").code()).isZero();
        assertThat(Shell.of(Map.of("REDIS_PORT", port, "REDIS_PASSWORD", SECRET))
                        .run("ping")
                        .code())
                .isZero();
        assertThat(Shell.of(Map.of("REDIS_PORT", port, "REDIS_USERNAME", "ada", "REDIS_PASSWORD", SECRET))
                        .run("ping")
                        .code())
                .isZero();
    }

    @Test
    void passwordFile_givenWithOtherPasswords_replacesThem() {
        Map<String, String> parts = Map.of("REDIS_PORT", Integer.toString(server.port()), "REDIS_PASSWORD", "another");

        for (Shell shell : new Shell[] {
            Shell.of(parts),
            Shell.of(Map.of("REDIS_URL", "redis://ada@" + place)),
            Shell.of(Map.of("REDIS_URL", "redis://ada:another@" + place)),
            Shell.of(Map.of("REDIS_URL", "redis://" + place + "/1")),
        }) {
            assertThat(shell.run("ping", "--password-file", file)).satisfies(result -> {
                assertThat(result.err()).isEmpty();
                assertThat(result.code()).isZero();
            });
        }
    }

    /** Caught: of several addresses, one got the password and others were lost. */
    @Test
    void passwordFile_severalAddresses_isInEach() {
        assertThat(ServerAddress.of("redis://ada:x@a:1,redis://b:2", Path.of(file), Map.of()))
                .isEqualTo("redis://ada:s3cr%40t%20pass%2Fword@a:1,redis://:s3cr%40t%20pass%2Fword@b:2");
        assertThat(ServerAddress.of("redis://ada:x@a:1,b:2", Path.of(file), Map.of()))
                .isEqualTo("redis://ada:s3cr%40t%20pass%2Fword@a:1,b:2");
    }

    @Test
    void password_missingOrWrong_failsWithoutShowingIt() {
        Result missing = Shell.of(Map.of("REDIS_URL", "redis://" + place)).run("ping");
        Result wrong = Shell.of(Map.of()).run("ping", "--debug", "--uri", "redis://ada:wr0ng@" + place);

        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.out()).isEmpty();
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains(place).doesNotContain("wr0ng");
    }

    @Test
    void passwordFile_empty_isWrongUsage() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertThat(Shell.of(server).run("ping", "--password-file", empty.toString()))
                .satisfies(result -> {
                    assertThat(result.code()).isEqualTo(2);
                    assertThat(result.err()).contains("is empty");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ping redis://:hush@h",
                "--url redis://u:hush@h ping",
                "--uri http://u:hush@h ping",
                "--uri redis://u:hush@h:port ping",
                "--uri redis://u:hu@sh^hush@h ping",
            })
    void password_inAnInvalidCommandLine_isNotPrinted(String line) {
        Result result = Shell.of(Map.of()).run(line.split(" "));

        assertThat(result.code()).isBetween(2, 3);
        assertThat(result.err()).startsWith("dkredis: ").doesNotContain("hush");
    }
}

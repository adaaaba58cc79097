package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What people see on a terminal, where programs get lines of JSON. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class TerminalTest {

    private static final BooleanSupplier YES = () -> true;
    private static final BooleanSupplier NO = () -> false;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Screen screen = Screen.USUAL;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(RedisServer server, BooleanSupplier stdout, BooleanSupplier stderr, String... args) {
        return run(server, Map.of("TERM", "xterm", "NO_COLOR", "1"), stdout, stderr, args);
    }

    private int run(
            RedisServer server,
            Map<String, String> variables,
            BooleanSupplier stdout,
            BooleanSupplier stderr,
            String... args) {
        out.reset();
        err.reset();
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("REDIS_URL", server.uri().toString());
        return Dkredis.run(
                Shell.patient(args),
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        stdout,
                        stderr,
                        () -> screen));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void field_onATerminal_isATable(RedisServer server) {
        server.command("HSET", "lock.a", "host", "web-1");
        server.command("HSET", "lock.billing", "host", "w2");

        assertThat(run(server, YES, YES, "field", "lock.*", "host")).isZero();

        assertThat(lines().get(0)).isEqualTo("key           value");
        assertThat(lines()).containsExactlyInAnyOrder("key           value", "lock.a        web-1", "lock.billing  w2");
    }

    @Test
    void field_onATerminalWithJson_isLines(RedisServer server) {
        server.command("HSET", "lock.a", "host", "web-1");

        run(server, YES, YES, "field", "lock.*", "host", "--json");

        assertThat(lines()).containsExactly("{\"key\":\"lock.a\",\"value\":\"web-1\"}");
    }

    @Test
    void field_manyHashes_isAlignedInPortions(RedisServer server) {
        for (int i = 0; i < 450; i++) {
            server.command("HSET", "row." + i, "n", "x".repeat(i % 7));
        }

        run(server, YES, YES, "field", "row.*", "n");

        assertThat(lines()).hasSize(451);
        assertThat(lines().stream().filter(line -> line.startsWith("key"))).hasSize(1);
    }

    /** A value must not control the terminal of who looks at it. */
    @Test
    void table_valueWithControlCharacters_showsReplacements(RedisServer server) {
        server.command("HSET", "lock.a", "host", "\033[31mred\nline");

        run(server, YES, YES, "field", "lock.*", "host");

        assertThat(lines()).contains("lock.a  �[31mred�line");
    }

    @Test
    void doctor_onATerminalWithColours_marksWhatIsRight(RedisServer server) {
        run(server, Map.of("TERM", "xterm"), YES, YES, "doctor");

        assertThat(lines().get(0)).startsWith("\033[1mcheck");
        assertThat(lines()).anyMatch(line -> line.startsWith("server ") && line.contains("\033[32myes"));
    }

    @Test
    void keys_longScanIntoAFile_showsProgressOnTheTerminalOnly(RedisServer server) {
        List<String> fill = new ArrayList<>(List.of("MSET"));
        for (int i = 0; i < Progress.PAGES * 500 + 1000; i++) {
            fill.addAll(List.of("key-" + i, "v"));
        }
        server.command(fill.toArray(String[]::new));

        run(server, NO, YES, "keys", "*");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("scanned about 10,000 of 11,000 keys")
                .endsWith("\r\033[K");
        assertThat(lines()).hasSizeGreaterThanOrEqualTo(11_000);

        run(server, NO, NO, "keys", "*");
        assertThat(err.size()).isZero();
        run(server, YES, YES, "keys", "*");
        assertThat(err.size()).isZero();
    }

    @Test
    void locks_onATerminal_isATable(RedisServer server) {
        server.command("SET", "dkredis:fetchlock:report", "x", "EX", "60");

        run(server, YES, YES, "locks");

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).matches("kind +name +held +holder +leftMillis");
        assertThat(lines().get(1)).matches("fetch lock +report +yes +another program +\\d+");
    }

    /** Caught: cells with wide characters moved the columns behind them. */
    @Test
    void table_wideCharacters_keepsColumnsAligned(RedisServer server) {
        server.command("HSET", "lock.a", "host", "日本", "n", "x");
        server.command("HSET", "lock.🔒🔒", "host", "e\u0301", "n", "y");

        run(server, YES, YES, "field", "lock.*", "host");

        assertThat(lines()).containsExactlyInAnyOrder("key        value", "lock.a     日本", "lock.🔒🔒  e\u0301");
    }

    @Test
    void table_narrowScreen_breaksLongCellsIntoLines(RedisServer server) {
        screen = new Screen(24, 40);
        server.command("HSET", "lock.a", "host", "one two three four five six seven eight nine ten");

        run(server, YES, YES, "field", "lock.*", "host");

        assertThat(lines())
                .containsExactly(
                        "key     value", "lock.a  one two three four five six", "        seven eight nine ten");
    }

    @Test
    void table_columnsDoNotFit_isBlocks(RedisServer server) {
        screen = new Screen(24, 30);
        server.command("SET", "dkredis:fetchlock:report", "x", "EX", "60");

        run(server, YES, YES, "locks");

        assertThat(lines()).hasSize(5).allMatch(line -> TextWidth.of(line) <= 30);
        assertThat(lines().subList(0, 4))
                .containsExactly(
                        "kind        fetch lock",
                        "name        report",
                        "held        yes",
                        "holder      another program");
    }

    /** DEL, C1 (which begins escape sequences on some terminals), and what turns the direction of text. */
    @Test
    void output_charactersThatControlTheTerminal_areEscaped(RedisServer server) {
        String evil = "a\u009b31m\u007f\u202ecba";
        server.command("HSET", "lock.a", "host", evil);

        assertThat(run(server, YES, YES, "hgetall", "lock.a")).isZero();
        assertThat(lines()).containsExactly("{\"host\":\"a\\u009b31m\\u007f\\u202ecba\"}");
        run(server, YES, YES, "field", "lock.*", "host");
        assertThat(lines()).contains("lock.a  a�31m��cba");
        run(server, YES, YES, "get", evil);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("dkredis: no such key: \"a�31m��cba\"\n");
    }

    /** Caught: COLUMNS was ignored unless LINES was set too. */
    @Test
    void screen_onlyColumnsSet_hasThem() {
        assertThat(Terminal.screen(Map.of("COLUMNS", "20")).columns()).isEqualTo(20);
        assertThat(Terminal.screen(Map.of("COLUMNS", "20", "LINES", "5"))).isEqualTo(new Screen(5, 20));
        assertThat(Terminal.screen(Map.of("COLUMNS", "0", "LINES", "many")).rows())
                .isPositive();
    }
}

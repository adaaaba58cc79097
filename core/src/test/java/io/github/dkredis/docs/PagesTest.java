package io.github.dkredis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.DocPage;
import io.github.dkredis.testkit.PythonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the docs say about names and lines that the code writes. */
class PagesTest {

    private static DocPage page(String name) throws IOException {
        return DocPage.of(DocPage.project().resolve("docs").resolve(name));
    }

    /** The sources of the modules that log, with the parts of each message joined. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("core", "spring")) {
            try (Stream<Path> files = Files.walk(DocPage.project().resolve(module + "/src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString().replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }

    @Test
    void operations_everyKeyOfTheLibrary_isInTheTable() throws IOException {
        String keys =
                Files.readString(DocPage.project().resolve("core/src/main/java/io/github/dkredis/internal/Keys.java"));
        List<String> beginnings = found("\"((?:dkredis:|rl-lock)[^\"{]*)", keys);

        assertThat(beginnings).hasSizeGreaterThan(15);
        assertThat(page("operations.md").text()).contains(beginnings);
    }

    @Test
    void logging_everyLogger_isOnThePage() throws IOException {
        List<String> loggers = found("System\\.getLogger\\(\"([^\"]+)\"\\)", sources());

        assertThat(loggers).isNotEmpty();
        assertThat(page("logging.md").text())
                .contains(loggers.stream().map(name -> "`" + name + "`").toList());
    }

    /** A line on the page has gaps (an ellipsis, a number, an address), between which it is the text of the code. */
    @Test
    void logging_everyLineOfTheTable_isInTheCode() throws IOException {
        String sources = sources();
        List<String> lines = new ArrayList<>();
        page("logging.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("| WARN |") || line.startsWith("| INFO |"))
                .forEach(line -> lines.addAll(found("`([^`]+)`", line.split("\\|")[2])));
        assertThat(lines).hasSizeGreaterThan(15);

        for (String line : lines) {
            for (String text : line.split("…|\\bN\\b|'commands'|host:port", -1)) {
                if (text.strip().length() > 5) {
                    assertThat(sources.contains(text.strip()))
                            .as("'%s' of: %s", text, line)
                            .isTrue();
                }
            }
        }
    }

    static Stream<PythonProcess> python() {
        return PythonProcess.find().stream();
    }

    /** The package itself is not there, so this checks that the Python code of the guide is Python. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("python")
    void fromPython_theCodeBefore_isValidPython(PythonProcess python) throws IOException {
        List<String> blocks = found(
                "(?ms)^```python\\n(.*?)^```", page("guides/from-python.md").text());
        assertThat(blocks).hasSizeGreaterThan(6);

        String checked = python.run(
                Duration.ofMinutes(1),
                "import ast, sys\nfor block in sys.argv[1:]:\n    ast.parse(block)\n    print('ok')",
                blocks.toArray(String[]::new));
        assertThat(checked.lines()).hasSize(blocks.size());
    }
}

package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java code in the README: it compiles, runs, and prints what its comments say. */
class SnippetsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern PRINTED = Pattern.compile("println\\(.*\\);\\s+// (.*)");

    private static final String IMPORTS = """
            import io.github.dkredis.pickle.*;
            import java.io.PrintStream;
            import java.time.*;
            import java.util.*;
            """;

    static Stream<String> blocks() throws Exception {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(3);
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void readme_printsWhatItSays(String block, @TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("Snippet.java"),
                IMPORTS + "public class Snippet {\npublic static void run(PrintStream out) {\n"
                        + block.replace("System.out", "out") + "}\n}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d",
                folder.toString(),
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(said.toString()).isTrue();

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Snippet")
                    .getMethod("run", PrintStream.class)
                    .invoke(null, new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        List<String> expected = PRINTED.matcher(block)
                .results()
                .map(printed -> printed.group(1).strip())
                .toList();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactlyElementsOf(expected);
    }
}

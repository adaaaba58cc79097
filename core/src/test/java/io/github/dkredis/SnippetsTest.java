package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.Javac;
import io.github.dkredis.support.TestClassPath;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in the README and the docs compiles, runs, and does what the comments beside it say. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SnippetsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    /** Pages of modules that core does not know. Each module compiles and runs the code of its own page. */
    private static final Set<String> OF_OTHER_MODULES = Set.of("shedlock.md", "micrometer.md", "spring.md");

    private static final String IMPORTS = """
            import io.github.dkredis.*;
            import io.github.dkredis.cache.*;
            import io.github.dkredis.codec.*;
            import io.github.dkredis.limit.*;
            import io.github.dkredis.lock.*;
            import io.github.dkredis.pickle.*;
            import java.io.PrintStream;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.locks.Lock;
            import java.util.function.Function;
            import java.util.stream.*;
            import org.jspecify.annotations.Nullable;
            import tools.jackson.databind.json.JsonMapper;
            """;

    /** The root folder of the project, wherever the build was started. */
    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("README.md")) || !Files.exists(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    private static List<String> blocks(Path page) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private static String source(String name, String block) {
        String body = block.replace("DkRedis.connect()", "DkRedis.connect(uri)").replace("System.out", "out");
        String user = block.contains("record User(") ? "" : "record User(String name, int age) {}\n";
        return IMPORTS + "public class " + name
                + " {\npublic static void run(DkRedis redis, String uri, PrintStream out)"
                + " throws Exception {\n" + user
                + (body.contains("DkRedis redis =")
                        ? body.replace("DkRedis redis =", "DkRedis own =").replace("redis.", "own.")
                        : body)
                + "\n}\n}\n";
    }

    /** Compiles the blocks of some pages, and runs those of each page one after the other. */
    private static void run(List<Path> pages, RedisServer server, Path folder) throws Exception {
        List<Path> sources = new ArrayList<>();
        List<List<String>> names = new ArrayList<>();
        for (Path page : pages) {
            List<String> ofPage = new ArrayList<>();
            for (String block : blocks(page)) {
                String name = "Snippet" + names.size() + "x" + ofPage.size();
                ofPage.add(name);
                sources.add(Files.writeString(folder.resolve(name + ".java"), source(name, block)));
            }
            assertThat(ofPage).as("code in %s", page.getFileName()).isNotEmpty();
            names.add(ofPage);
        }
        Javac.compile(folder, sources, "-classpath", TestClassPath.current());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            for (List<String> ofPage : names) {
                run(ofPage, loader, server.uri().toString());
            }
        }
    }

    private static void run(List<String> names, ClassLoader loader, String uri) throws Exception {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (DkRedis redis = DkRedis.connect(uri)) {
            for (String name : names) {
                loader.loadClass(name)
                        .getMethod("run", DkRedis.class, String.class, PrintStream.class)
                        .invoke(null, redis, uri, nowhere);
            }
        }
    }

    @Test
    void readme_doesWhatItShows(RedisServer server, @TempDir Path folder) throws Exception {
        run(List.of(project().resolve("README.md")), server, folder);

        assertThat((Long) server.command("PTTL", "user:7")).isBetween(1L, 300_000L);
        assertThat(server.command("EXISTS", "dkredis:mutex:report")).isEqualTo(0L);
        String generation = (String) server.command("GET", "dkredis:cache-generation:users");
        assertThat((Long) server.command("PTTL", "dkredis:cache:users:" + generation + ":grace"))
                .isBetween(1L, 600_000L);
    }

    @Test
    void docs_allOfThem_compileAndRun(RedisServer server, @TempDir Path folder) throws Exception {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(project().resolve("docs"))) {
            for (Path page : files.sorted().toList()) {
                String name = page.getFileName().toString();
                if (name.endsWith(".md")
                        && !OF_OTHER_MODULES.contains(name)
                        && !blocks(page).isEmpty()) {
                    pages.add(page);
                }
            }
        }
        assertThat(pages).hasSizeGreaterThanOrEqualTo(8);

        run(pages, server, folder);
    }
}

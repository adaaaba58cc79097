package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.Sources;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in the README and in the pages of the docs: it compiles, runs and does what stands beside it. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SnippetsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    private static final String IMPORTS = """
            import io.github.dkredis.*;
            import io.github.dkredis.cache.*;
            import io.github.dkredis.codec.*;
            import io.github.dkredis.pickle.*;
            import io.github.dkredis.lock.*;
            import java.io.PrintStream;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.locks.Lock;
            import java.util.function.Function;
            import java.util.stream.*;
            """;

    /** The folder of the whole project, wherever the build was started. */
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

    /** Compiles the blocks of a page and runs them one after the other. */
    private static void run(Path page, RedisServer server, Path folder) throws Exception {
        List<Path> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String block : blocks(page)) {
            String name = "Snippet" + names.size();
            names.add(name);
            sources.add(Files.writeString(folder.resolve(name + ".java"), source(name, block)));
        }
        assertThat(names).as("code in %s", page.getFileName()).isNotEmpty();
        Sources.compile(folder, sources, "-classpath", Sources.classPath());
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                DkRedis redis = DkRedis.connect(server.uri().toString())) {
            for (String name : names) {
                loader.loadClass(name)
                        .getMethod("run", DkRedis.class, String.class, PrintStream.class)
                        .invoke(null, redis, server.uri().toString(), nowhere);
            }
        }
    }

    @Test
    void readme_doesWhatItShows(RedisServer server, @TempDir Path folder) throws Exception {
        server.command("SET", "token", "abc");
        server.command("SET", "visits", "41");
        run(project().resolve("README.md"), server, folder);

        assertThat((Long) server.command("PTTL", "user:7")).isBetween(1L, 300_000L);
        assertThat(server.command("HGET", "lock.a", "host")).isEqualTo("a1");
        assertThat((Long) server.command("PTTL", "lock.a")).isBetween(1L, 3_600_000L);
        assertThat(server.command("GET", "visits")).isEqualTo("42");
        assertThat(server.command("GET", "highscore")).isEqualTo("9001");
        assertThat(server.command("EXISTS", "token")).isEqualTo(0L);
    }

    @Test
    void docs_allOfThem_compileAndRun(RedisServer server, @TempDir Path folder) throws Exception {
        List<Path> pages;
        try (Stream<Path> files = Files.list(project().resolve("docs"))) {
            pages = files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
        int run = 0;
        for (Path page : pages) {
            if (!blocks(page).isEmpty()) {
                run(page, server, Files.createDirectories(folder.resolve(page.getFileName() + ".d")));
                run++;
            }
        }
        assertThat(run).isGreaterThanOrEqualTo(4);
    }
}

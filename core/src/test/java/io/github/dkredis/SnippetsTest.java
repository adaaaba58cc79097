package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.DocPage;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in the README and the docs compiles, runs, and does what the comments beside it say. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SnippetsTest {

    /**
     * Pages whose code is that of tests, which compile and run it: tests of other modules, and classes that are shown
     * as a whole.
     */
    private static final Map<String, List<String>> CODE_OF_TESTS = Map.of(
            "guides/from-bucket4j.md",
            List.of("benchmarks/src/test/java/io/github/dkredis/guides/FromBucket4jTest.java"),
            "guides/from-jedis.md",
            List.of("benchmarks/src/test/java/io/github/dkredis/guides/FromJedisTest.java"),
            "guides/from-redisson.md",
            List.of("benchmarks/src/test/java/io/github/dkredis/guides/FromRedissonTest.java"),
            "guides/from-shedlock.md",
            List.of("benchmarks/src/test/java/io/github/dkredis/guides/FromShedLockTest.java"),
            "guides/from-spring-data-redis.md",
            List.of("benchmarks/src/test/java/io/github/dkredis/guides/FromSpringDataRedisTest.java"),
            "micrometer.md",
            List.of(
                    "micrometer/src/test/java/io/github/dkredis/micrometer/MicrometerMetricsTest.java",
                    "micrometer/src/test/java/io/github/dkredis/micrometer/ObservationsTest.java"),
            "shedlock.md",
            List.of("shedlock/src/test/java/io/github/dkredis/shedlock/ShedLockUseTest.java"),
            "spring.md",
            List.of("spring/src/test/java/io/github/dkredis/spring/SpringDocsTest.java"),
            "testkit.md",
            List.of(
                    "core/src/test/java/io/github/dkredis/docs/OrdersTest.java",
                    "core/src/test/java/io/github/dkredis/docs/ServersOfTestsTest.java",
                    "spring-boot/src/test/java/io/github/dkredis/spring/boot/starter/ShopTest.java"));

    /** Pages from which another test takes the code that it compiles and runs. */
    private static final Set<String> READ_BY_OTHER_TESTS = Set.of("jpms.md"); // ModulePathTest

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

    /** The page that is not below {@code docs}. */
    private static final String README = "README.md";

    @TempDir
    static Path folder = Path.of("");

    /** The classes of each page, which are compiled together, since the compiler starts in a process of its own. */
    private static Map<String, List<String>> classes = Map.of();

    private static List<DocPage> pages() throws IOException {
        return DocPage.withJava().stream()
                .filter(page -> !CODE_OF_TESTS.containsKey(page.name()) && !READ_BY_OTHER_TESTS.contains(page.name()))
                .toList();
    }

    private static void compileOnce() throws Exception {
        if (!classes.isEmpty()) {
            return;
        }
        List<DocPage> pages = new ArrayList<>(pages());
        pages.add(DocPage.of(DocPage.project().resolve(README)));
        List<Path> sources = new ArrayList<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (DocPage page : pages) {
            List<String> ofPage = new ArrayList<>();
            for (String block : page.blocks()) {
                String name = "Snippet" + names.size() + "x" + ofPage.size();
                ofPage.add(name);
                sources.add(Files.writeString(folder.resolve(name + ".java"), source(name, block)));
            }
            assertThat(ofPage).as("code in %s", page.name()).isNotEmpty();
            names.put(page.name(), ofPage);
        }
        Javac.compile(folder, sources, "-classpath", TestClassPath.current());
        classes = names;
    }

    /** Runs the blocks of each page one after the other. */
    private static void run(Collection<String> pages, RedisServer server) throws Exception {
        compileOnce();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            for (String page : pages) {
                run(
                        Objects.requireNonNull(classes.get(page)),
                        loader,
                        server.uri().toString());
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
    void readme_doesWhatItShows(RedisServer server) throws Exception {
        run(List.of(README), server);

        assertThat((Long) server.command("PTTL", "user:7")).isBetween(1L, 300_000L);
        assertThat(server.command("EXISTS", "dkredis:mutex:report")).isEqualTo(0L);
        String generation = (String) server.command("GET", "dkredis:cache-generation:users");
        assertThat((Long) server.command("PTTL", "dkredis:cache:users:" + generation + ":grace"))
                .isBetween(1L, 600_000L);
    }

    @Test
    void docs_allOfThem_compileAndRun(RedisServer server) throws Exception {
        List<String> pages = pages().stream().map(DocPage::name).toList();
        assertThat(pages).hasSizeGreaterThanOrEqualTo(8);

        run(pages, server);
    }

    @Test
    void docs_pagesWithTheCodeOfTests_showWhatTheseTestsRun() throws Exception {
        List<DocPage> pages = DocPage.withJava().stream()
                .filter(page -> CODE_OF_TESTS.containsKey(page.name()))
                .toList();
        assertThat(pages).extracting(DocPage::name).containsExactlyInAnyOrderElementsOf(CODE_OF_TESTS.keySet());

        for (DocPage page : pages) {
            StringBuilder tests = new StringBuilder();
            for (String file : CODE_OF_TESTS.get(page.name())) {
                tests.append(DocPage.compact(Files.readString(DocPage.project().resolve(file))));
            }
            for (String block : page.blocks()) {
                for (String part : DocPage.parts(block)) {
                    assertThat(tests.toString().contains(DocPage.compact(part)))
                            .as("code of %s in %s:%n%s", page.name(), CODE_OF_TESTS.get(page.name()), part)
                            .isTrue();
                }
            }
        }
    }
}

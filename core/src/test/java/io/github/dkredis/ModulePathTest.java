package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.DocPage;
import io.github.dkredis.support.Javac;
import io.github.dkredis.support.TestClassPath;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library as a named module: it reads its dependencies, loads its scripts, binds a user's records and calls a
 * user's interfaces, if the user's module is declared as the docs show.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class ModulePathTest {

    private static final String MODULE = "io.github.dkredis";

    /** Netty 4.2, which comes with Lettuce 7, consists of named modules: Lettuce itself cannot require this one. */
    private static final String DNS_MODULE = "io.netty.resolver.dns";

    private static final String USER = """
            package shop.model;

            public record User(String name, int age) {}
            """;

    private static final String PLACE = """
            package shop.model;

            public record Place(String town, int number) {}
            """;

    private static final String DIRECTORY = """
            package shop.directory;

            import io.github.dkredis.cache.Cached;

            public interface Directory {
                @Cached(cache = "directory", key = "user_{0.name}")
                String greeting(shop.model.User user);
            }
            """;

    private static final String MAIN = """
            package shop;

            import io.github.dkredis.DkRedis;
            import java.time.Duration;
            import java.util.Map;
            import shop.directory.Directory;
            import shop.model.Place;
            import shop.model.User;

            public final class Main {
                public static void main(String[] args) {
                    try (DkRedis redis = DkRedis.builder()
                            .uri(args[0])
                            .connectTimeout(Duration.ofMinutes(1)) // a busy machine and a cold JVM
                            .timeout(Duration.ofMinutes(1))
                            .connect()) {
                        redis.values().set("user", new User("Ada", 36), Duration.ofMinutes(1));
                        redis.values().setAll(Map.of("a", 1, "b", 2), Duration.ofMinutes(1));
                        redis.hashes().set("h", Map.of("f", "v"), Duration.ofMinutes(1));
                        String count = redis.atomics().update("n", n -> n == null ? "1" : n + "1");
                        boolean removed = redis.atomics().removeIf("n", "1");
                        String town = redis.cache("towns", Place.class, String.class)
                                .get(new Place("Rome", 1), place -> place.town());
                        Directory directory = redis.cachedProxy(Directory.class, user -> "Hello " + user.name());
                        System.out.println(redis.values().get("user", User.class).orElseThrow()
                                + " " + redis.values().getAll(java.util.List.of("a", "b")).size()
                                + " " + redis.hashes().field("h*", "f")
                                + " " + redis.atomics().setMax("max", 7)
                                + " " + count + " " + removed
                                + " " + town + " " + directory.greeting(new User("Eve", 20))
                                + " " + DkRedis.class.getModule().isNamed());
                    }
                }
            }
            """;

    @Test
    void module_usedOnTheModulePath_works(RedisServer server, @TempDir Path folder) throws Exception {
        assertThat(compileAndRun(needsDnsModule() ? pageModule() : withoutDnsModule(), server, folder))
                .isEqualTo("User[name=Ada, age=36] 2 {h=v} 7 1 true Rome Hello Eve true");
    }

    @Test
    void module_withoutWhatLettuceSevenNeeds_saysWhatToAdd(RedisServer server, @TempDir Path folder) throws Exception {
        assertThat(compileAndRun(withoutDnsModule(), server, folder))
                .contains(needsDnsModule() ? "--add-modules " + DNS_MODULE : "User[name=Ada, age=36]");
    }

    private static boolean needsDnsModule() {
        return TestClassPath.withoutTests().contains("netty-resolver-dns");
    }

    /** The module that the docs show. */
    private static String pageModule() throws IOException {
        List<String> blocks =
                DocPage.of(DocPage.project().resolve("docs/jpms.md")).blocks();
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    private static String withoutDnsModule() throws IOException {
        String without = pageModule().replaceAll("requires " + DNS_MODULE + ";", "");
        assertThat(without).isNotEqualTo(pageModule());
        return without;
    }

    private static String compileAndRun(String module, RedisServer server, Path folder) throws Exception {
        List<Path> sources = List.of(
                source(folder, "module-info.java", module),
                source(folder, "shop/model/User.java", USER),
                source(folder, "shop/model/Place.java", PLACE),
                source(folder, "shop/directory/Directory.java", DIRECTORY),
                source(folder, "shop/Main.java", MAIN));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String path = TestClassPath.withoutTests();
        Javac.compile(classes, sources, "--module-path", path);

        return run(path + java.io.File.pathSeparator + classes, server, folder);
    }

    private static Path source(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String run(String path, RedisServer server, Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        path,
                        "--module",
                        "shop/shop.Main",
                        server.uri().toString())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(out).stream()
                .filter(line -> line.startsWith("User[") || line.contains("Exception"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void module_exports_featuresButNotInternals() {
        ModuleReference module = ModuleFinder.of(Path.of(DkRedis.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath()))
                .find(MODULE)
                .orElseThrow();
        Set<String> exported = module.descriptor().exports().stream()
                .filter(export -> !export.isQualified())
                .map(java.lang.module.ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());

        assertThat(exported)
                .contains(MODULE, MODULE + ".value", MODULE + ".hash", MODULE + ".atomic", MODULE + ".codec")
                .doesNotContain(MODULE + ".internal");
        assertThat(module.descriptor().packages())
                .allSatisfy(name -> assertThat(exported.contains(name)
                                || name.startsWith(MODULE + ".internal")
                                || name.endsWith(".lua"))
                        .as(name)
                        .isTrue());
    }
}

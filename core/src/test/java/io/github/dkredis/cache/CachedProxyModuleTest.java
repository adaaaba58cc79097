package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.Javac;
import io.github.dkredis.support.TestClassPath;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces with annotations in a module of the application: refused at once if this library may not call them. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class CachedProxyModuleTest {

    private static final String MODULE_INFO = """
            module user {
                requires io.github.dkredis;
                %s
                exports shown;
                opens opened to io.github.dkredis;
            }
            """;

    private static final String DIRECTORY = """
            package %s;

            public interface Directory {
                @io.github.dkredis.cache.Cached
                String user(String id);
            }
            """;

    private static final String MAIN = """
            package hidden;

            import io.github.dkredis.DkRedis;
            import java.time.Duration;
            import java.util.function.Supplier;

            public final class Main {
                public static void main(String[] args) {
                    try (DkRedis redis = DkRedis.builder()
                            .uri(args[0])
                            .connectTimeout(Duration.ofMinutes(1)) // a busy machine and a cold JVM
                            .timeout(Duration.ofMinutes(1))
                            .connect()) {
                        print("shown", () -> redis.cachedProxy(shown.Directory.class, id -> "user " + id).user("1"));
                        print("opened", () -> redis.cachedProxy(opened.Directory.class, id -> "user " + id).user("2"));
                        print("hidden", () -> redis.cachedProxy(hidden.Directory.class, id -> "user " + id));
                    }
                }

                private static void print(String name, Supplier<?> proxy) {
                    String result;
                    try {
                        result = String.valueOf(proxy.get());
                    } catch (RuntimeException e) {
                        result = e.toString();
                    }
                    System.out.println("RESULT " + name + ": " + result);
                }
            }
            """;

    @Test
    void interfaceOfAPackageThatIsNotExported_isRefusedWhenTheProxyIsMade(RedisServer server, @TempDir Path folder)
            throws Exception {
        String path = TestClassPath.withoutTests();
        // Lettuce 7 needs this module of Netty and cannot require it
        String dns = path.contains("netty-resolver-dns") ? "requires io.netty.resolver.dns;" : "";
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Javac.compile(
                classes,
                List.of(
                        Files.writeString(folder.resolve("module-info.java"), MODULE_INFO.formatted(dns)),
                        source(folder, "shown", "Directory", DIRECTORY.formatted("shown")),
                        source(folder, "opened", "Directory", DIRECTORY.formatted("opened")),
                        source(folder, "hidden", "Directory", DIRECTORY.formatted("hidden")),
                        source(folder, "hidden", "Main", MAIN)),
                "--module-path",
                path);

        assertThat(run(path + File.pathSeparator + classes, server, folder))
                .hasSize(3)
                .startsWith("RESULT shown: user 1", "RESULT opened: user 2")
                .last()
                .asString()
                .startsWith("RESULT hidden: java.lang.IllegalArgumentException: ")
                .contains("hidden.Directory.user", "open its package to io.github.dkredis, or export it");
    }

    private static Path source(Path folder, String packageName, String type, String text) throws Exception {
        return Files.writeString(
                Files.createDirectories(folder.resolve(packageName)).resolve(type + ".java"), text);
    }

    private static List<String> run(String path, RedisServer server, Path folder) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        path,
                        "--module",
                        "user/hidden.Main",
                        server.uri().toString())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readAllLines(out).stream()
                .filter(line -> line.startsWith("RESULT ") || line.startsWith("Exception"))
                .toList();
    }
}

package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ChildJvm;
import io.github.dkredis.support.TestClassPath;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An application that manages an older Lettuce, Netty or Jackson. The test takes the present library, changes its
 * version and removes a class that this project uses, and runs it in a child JVM.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class OldLibraryTest {

    /** Connects, then writes a record as a pickle and asks for JSON. */
    static final class Application {

        record User(String name) {}

        private Application() {}

        public static void main(String[] arguments) {
            try (DkRedis redis = DkRedis.builder()
                    .uri(arguments[0])
                    .connectTimeout(Duration.ofMinutes(1)) // a busy machine and a cold JVM
                    .timeout(Duration.ofMinutes(1))
                    .connect()) {
                say("set", () -> redis.values().set("user", new User("Ada")));
                say("get", () -> redis.values().get("user", User.class));
                say("json", () -> redis.values(Codec.json()));
                say("json", () -> redis.values(Codec.json()));
                System.out.println("result connected");
            } catch (IllegalStateException e) {
                System.out.println("result " + e.getMessage());
            }
        }

        private static void say(String what, Runnable action) {
            try {
                action.run();
            } catch (IllegalStateException e) {
                System.out.println("result " + what + ": " + e.getMessage());
            }
        }
    }

    private static List<String> run(RedisServer server, Path folder, String jar, Path replacement) throws Exception {
        String path = Arrays.stream(TestClassPath.current().split(File.pathSeparator))
                .map(entry -> isJar(entry, jar) ? replacement.toString() : entry)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
        return ChildJvm.run(
                folder, List.of(), path, Application.class, server.uri().toString());
    }

    private static boolean isJar(String entry, String name) {
        return Path.of(entry).getFileName().toString().matches(name + "-[0-9].*\\.jar");
    }

    private static Path aged(Path folder, String jar, String version, String missing) throws IOException {
        String present = Arrays.stream(TestClassPath.current().split(File.pathSeparator))
                .filter(entry -> isJar(entry, jar))
                .findFirst()
                .orElseThrow();
        Path aged = folder.resolve(jar + ".jar");
        try (JarFile from = new JarFile(present);
                OutputStream file = Files.newOutputStream(aged);
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (ZipEntry entry : from.stream().toList()) {
                if (entry.getName().equals(missing)) {
                    continue;
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                byte[] content = from.getInputStream(entry).readAllBytes();
                to.write(
                        entry.getName().endsWith("/" + jar + "/pom.properties")
                                ? ("version=" + version).getBytes(StandardCharsets.UTF_8)
                                : content);
            }
        }
        return aged;
    }

    @ParameterizedTest
    @CsvSource({
        "lettuce-core,  6.2.6.RELEASE, io/lettuce/core/resource/NettyCustomizer.class,   Lettuce, 6.6",
        "lettuce-core,  5.3.7.RELEASE, io/lettuce/core/metrics/CommandLatencyRecorder.class, Lettuce, 6.6",
        "netty-common,  4.1.60.Final,  io/netty/util/Timeout.class,                   Netty,   4.",
        "netty-buffer,  4.1.60.Final,  io/netty/buffer/ByteBufUtil.class,             Netty,   4.",
    })
    void connect_olderLibrary_namesItAndBothVersions(
            String jar,
            String version,
            String missing,
            String name,
            String needed,
            RedisServer server,
            @TempDir Path folder)
            throws Exception {
        assertThat(run(server, folder, jar, aged(folder, jar, version, missing)))
                .singleElement()
                .asString()
                .startsWith(name + " " + version + " is too old: dkredis needs ")
                .contains(jar + " " + needed)
                .contains(missing.replaceAll("^.*/|\\.class$", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "jackson-databind,    3.0.4, tools/jackson/databind/cfg/EnumFeature.class,            3.1",
        "jackson-core,        3.0.4, tools/jackson/core/json/JsonWriteFeature.class,          3.1",
        "jackson-annotations, 2.15,  com/fasterxml/jackson/annotation/JsonAlias.class,        2.21",
    })
    void codec_olderJackson_isNamedWhereItIsUsed(
            String jar, String version, String missing, String needed, RedisServer server, @TempDir Path folder)
            throws Exception {
        List<String> said = run(server, folder, jar, aged(folder, jar, version, missing));

        assertThat(said).hasSizeGreaterThan(1).last().isEqualTo("connected");
        assertThat(said.subList(0, said.size() - 1))
                .allSatisfy(line -> assertThat(line)
                        .contains("Jackson " + version + " is too old")
                        .contains(jar + " " + needed));
    }

    @Test
    void codec_withoutJackson_onlyWhatNeedsItFails(RedisServer server, @TempDir Path folder) throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        List<String> said = run(server, folder, "jackson-databind", empty);

        assertThat(said).hasSize(4).last().isEqualTo("connected"); // nothing was stored, so nothing is read
        assertThat(said.subList(0, 3))
                .allSatisfy(
                        line -> assertThat(line).contains("Jackson is missing").contains("jackson-databind 3.1"));
    }
}

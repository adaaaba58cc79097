package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.TestClassPath;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kotlin code uses the API with trailing lambdas, without type arguments, and knows which results may be null. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class KotlinTest {

    private static final String SOURCE = """
            package user

            import io.github.dkredis.DkRedis
            import io.github.dkredis.LoadFailedException
            import io.github.dkredis.TaskFailedException
            import java.io.IOException

            fun load(key: String): String = if (key == "?") throw IOException("no such key") else "loaded $key"

            fun run(redis: DkRedis): String {
                val cache = redis.cache("kotlin", String::class.java)
                val one: String? = cache.get("x") { load(it) }
                val all: Map<String, String?> = cache.getAll(listOf("x", "y")) { keys -> keys.associateWith { load(it) } }
                val numbers = redis.cache("kotlin-numbers", Long::class.javaObjectType, String::class.java)
                val seven = numbers.get(7L) { "seven $it" }
                val loading = cache.loading { load(it) }
                val failure = try { loading.get("?") } catch (e: LoadFailedException) { e.cause }
                val saved = redis.invalidator().saving({ listOf(cache.entry("x")) }) { "saved" }
                redis.invalidator().deleting({ listOf("person_1") }) { }
                val mutex = redis.mutex("kotlin")
                var ran = 0
                mutex.run { ran++ }
                val called: Int = mutex.call { ran + 41 }
                val none: String? = mutex.call { null }
                val task = try { mutex.call { load("?") } } catch (e: TaskFailedException) { e.cause is IOException }
                val greeting = redis.cached(cache, "greeting_{0}") { name: String -> "Hello $name" }
                return "$one, $all, $seven, ${failure is IOException}, $saved, ${greeting.apply("Ada")}, " +
                        "${cache.getOrDefault("x", "removed")}, $called, $none, $task"
            }
            """;

    @Test
    void kotlin_callsWithTrailingLambdas_compileAndRun(RedisServer server, @TempDir Path folder) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(Files.writeString(folder.resolve("User.kt"), SOURCE), classes, folder.resolve("messages"));

        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()});
                DkRedis redis = DkRedis.connect(server.uri().toString())) {
            Object result = loader.loadClass("user.UserKt")
                    .getMethod("run", DkRedis.class)
                    .invoke(null, redis);
            assertThat(result)
                    .isEqualTo(
                            "loaded x, {x=loaded x, y=loaded y}, seven 7, true, saved, Hello Ada, removed, 42, null, true");
        }
    }

    private static void compile(Path source, Path classes, Path messages) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // the compiler runs once
                "-cp",
                TestClassPath.current(),
                "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                "-no-stdlib",
                "-no-reflect",
                "-jvm-target",
                "17",
                "-classpath",
                TestClassPath.withoutTests() + File.pathSeparator + TestClassPath.entry("kotlin-stdlib"),
                "-d",
                classes.toString(),
                source.toString());
        Process compiler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        try {
            assertThat(compiler.waitFor(3, TimeUnit.MINUTES))
                    .as("the compiler ends")
                    .isTrue();
            assertThat(compiler.exitValue()).as(Files.readString(messages)).isZero();
        } finally {
            compiler.destroyForcibly();
        }
    }
}

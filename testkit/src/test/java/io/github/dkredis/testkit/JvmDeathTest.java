package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class JvmDeathTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The main class of the other JVM, which starts a server and never closes it. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            RedisServer server = RedisServer.start();
            System.out.println(server.pid());
            System.out.println(server.binary().path());
            System.out.println(server.binary().origin());
            System.out.println(((List<?>) Objects.requireNonNull(server.command("CONFIG", "GET", "dir"))).get(1));
            if (System.in.read() == 'x') {
                System.exit(0);
            }
        }
    }

    @Test
    void jvmKilled_withAServer_takesItAndItsFilesAlong() throws IOException {
        assertLeavesNothing(Process::destroyForcibly);
    }

    @Test
    void jvmExits_withAServer_takesItAndItsFilesAlong() throws IOException {
        assertLeavesNothing(JvmDeathTest::letExit);
    }

    private static void assertLeavesNothing(Consumer<Process> end) throws IOException {
        Process jvm = startOwner();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(output.readLine());
            Path binary = Path.of(output.readLine());
            boolean unpacked = output.readLine().equals("embedded");
            Path folder = Path.of(output.readLine());
            assertThat(isAlive(pid)).isTrue();
            assertThat(folder).exists();
            end.accept(jvm);
            Await.until(() -> !isAlive(pid), LIMIT, () -> "server " + pid + " outlives its JVM");
            Await.until(() -> Files.notExists(folder), LIMIT, () -> folder + " outlives its JVM");
            Await.until(
                    () -> Files.exists(binary) != unpacked,
                    LIMIT,
                    () -> binary + (unpacked ? " outlives its JVM" : " is installed and was removed"));
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static Process startOwner() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-cp", classPath, Owner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void letExit(Process jvm) {
        try {
            jvm.getOutputStream().write('x');
            jvm.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}

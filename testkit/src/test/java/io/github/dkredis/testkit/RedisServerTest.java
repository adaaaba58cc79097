package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.github.dkredis.testkit.RedisBinary#all")
final class RedisServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RedisBinary binary;

    RedisServerTest(RedisBinary binary) {
        this.binary = binary;
    }

    @Test
    void start_byDefault_isOnLoopbackWithoutPersistence() {
        try (RedisServer server = builder().start()) {
            assertThat(server.uri()).hasToString("redis://127.0.0.1:" + server.port());
            assertThat(server.command("CONFIG", "GET", "bind")).isEqualTo(List.of("bind", "127.0.0.1"));
            assertThat(server.command("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
            assertThat(server.command("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "no"));
            assertThat(server.command("INFO", "server"))
                    .asString()
                    .contains("process_id:" + server.pid())
                    .contains("_version:" + server.version());
        }
    }

    @Test
    void close_runningServer_leavesNeitherProcessNorFolder() {
        RedisServer server = builder().start();
        long pid = server.pid();
        Path folder = folder(server);
        server.close();
        server.close();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder).doesNotExist();
        assertThat(server.isRunning()).isFalse();
        assertThatThrownBy(server::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void command_ofEachKind_returnsItsReply() {
        try (RedisServer server = builder().start()) {
            assertThat(server.command("SET", "k", "grün")).isEqualTo("OK");
            assertThat(server.command("GET", "k")).isEqualTo("grün");
            assertThat(server.command("INCR", "n")).isEqualTo(1L);
            assertThat(server.command("GET", "none")).isNull();
            assertThat(server.command("EVAL", "return {1, 'a', {false}}", "0")).hasToString("[1, a, [null]]");
            assertThatThrownBy(() -> server.command("INCR", "k"))
                    .isInstanceOf(ErrorReplyException.class)
                    .hasMessageStartingWith("ERR value is not an integer");
        }
    }

    @Test
    void commandBinary_anyBytes_areKept() {
        byte[] any = {0, -1, '\r', '\n', 127, -128};
        try (RedisServer server = builder().start()) {
            server.commandBinary(new byte[] {'S', 'E', 'T'}, any, any);
            assertThat(server.commandBinary(new byte[] {'G', 'E', 'T'}, any)).isEqualTo(any);
        }
    }

    @Test
    void connect_helloThree_readsItsTypes() {
        try (RedisServer server = builder().start();
                RespConnection connection = server.connect()) {
            assertThat(connection.call("HELLO", "3")).asString().contains("proto=3");
            assertThat(connection.call("EVAL", "redis.setresp(3); return {map={a=1}}", "0"))
                    .hasToString("{a=1}");
            assertThat(connection.call("ZADD", "z", "1.5", "m")).isEqualTo(1L);
            assertThat(connection.call("ZSCORE", "z", "m")).isEqualTo(1.5);
            assertThat(connection.call("EVAL", "redis.setresp(3); return true", "0"))
                    .isEqualTo(true);
            assertThat(connection.call("GET", "none")).isNull();
        }
    }

    @Test
    void calls_fromClientsAndScripts_areCountedUntilReset() {
        try (RedisServer server = builder().start()) {
            server.command("GET", "a");
            server.command("EVAL", "return redis.call('get', 'a')", "0");
            server.command("CLIENT", "ID");
            server.command("CLIENT", "GETNAME");
            assertThat(server.calls("GET")).isEqualTo(2);
            assertThat(server.calls("eval")).isEqualTo(1);
            assertThat(server.calls("client")).isEqualTo(2);
            server.resetStats();
            assertThat(server.calls("get")).isZero();
        }
    }

    @Test
    void clients_besideTheControlConnection_areCounted() {
        try (RedisServer server = builder().start()) {
            assertThat(server.clientCount()).isZero();
            try (RespConnection connection = server.connect()) {
                connection.call("CLIENT", "SETNAME", "me");
                assertThat(server.clients()).singleElement().asString().contains("name=me");
            }
            Await.until(() -> server.clientCount() == 0, LIMIT);
        }
    }

    @Test
    void password_ofAnyText_isRequiredAndInTheAddress() {
        String password = "a b\"c\\d:@/#ü";
        try (RedisServer server = builder().password(password).start()) {
            assertThat(server.command("PING")).isEqualTo("PONG");
            assertThat(server.uri().getUserInfo()).isEqualTo(":" + password);
            try (RespConnection other = RespConnection.open(server.host(), server.port())) {
                assertThatThrownBy(() -> other.call("PING")).hasMessageStartingWith("NOAUTH");
            }
        }
    }

    @Test
    void user_withRules_hasThoseRightsOnly() {
        try (RedisServer server = builder()
                        .user("reader", "on", ">secret", "~a:*", "+get")
                        .start();
                RespConnection reader = server.connect()) {
            assertThat(reader.call("AUTH", "reader", "secret")).isEqualTo("OK");
            assertThat(reader.call("GET", "a:1")).isNull();
            assertThatThrownBy(() -> reader.call("GET", "b:1")).hasMessageStartingWith("NOPERM");
        }
    }

    @Test
    void maxMemory_whenReached_refusesToWrite() {
        try (RedisServer server = builder().maxMemory(1, "noeviction").start()) {
            assertThatThrownBy(() -> server.command("SET", "k", "v")).hasMessageStartingWith("OOM");
        }
    }

    @Test
    void start_withUnknownSetting_showsTheServersLog() {
        assertThatThrownBy(() -> builder().config("no-such-setting", "1").start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void kill_andRestart_comesBackEmptyOnTheSamePort() {
        try (RedisServer server = builder().start()) {
            int port = server.port();
            long pid = server.pid();
            server.command("SET", "k", "v");
            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> server.command("PING")).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(server.command("GET", "k")).isNull();
        }
    }

    @Test
    void persistent_killedOrStopped_keepsItsDataUnlessRestartedEmpty() {
        try (RedisServer server = builder().persistent().start()) {
            server.command("SET", "k", "v");
            server.kill();
            server.restart();
            assertThat(server.command("GET", "k")).isEqualTo("v");
            server.stop();
            server.restart();
            assertThat(server.command("GET", "k")).isEqualTo("v");
            server.stop();
            server.restartEmpty();
            assertThat(server.command("GET", "k")).isNull();
        }
    }

    @Test
    void pause_runningServer_answersOnlyAfterResume() {
        try (RedisServer server = builder().start();
                RespConnection connection = server.connect()) {
            server.pause();
            connection.readLimit(Duration.ofMillis(50)).send("PING");
            assertThatThrownBy(connection::read).hasMessageContaining("timed out");
            server.resume();
            assertThat(connection.readLimit(LIMIT).read()).isEqualTo("PONG");
        }
    }

    @Test
    void stop_pausedServer_endsIt() {
        try (RedisServer server = builder().start()) {
            server.pause();
            server.stop();
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Test
    void crash_ofTheServer_isNoticed() {
        try (RedisServer server = builder().start()) {
            ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
            Await.until(() -> !server.isRunning(), LIMIT);
            server.restart();
            assertThat(server.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void output_ofARunningServer_isItsLog() {
        try (RedisServer server = builder().start()) {
            assertThat(server.output()).anyMatch(line -> line.contains("Ready to accept connections"));
        }
    }

    private RedisServerBuilder builder() {
        return RedisServer.builder().binary(binary);
    }

    private static Path folder(RedisServer server) {
        return Path.of(
                String.valueOf(((List<?>) Objects.requireNonNull(server.command("CONFIG", "GET", "dir"))).get(1)));
    }
}

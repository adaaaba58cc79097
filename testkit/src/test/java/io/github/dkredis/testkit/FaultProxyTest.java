package io.github.dkredis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The faults of the proxy that apply to all connections. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
final class FaultProxyTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final RedisServer server;

    FaultProxyTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void passing_commandsAndPipelines_areAnsweredAndCounted(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("SET", "k", "v")).isEqualTo("OK");
            client.send("GET", "k");
            client.send("PING");
            client.send("LRANGE", "none", "0", "-1");
            assertThat(client.read()).isEqualTo("v");
            assertThat(client.read()).isEqualTo("PONG");
            assertThat(client.read()).isEqualTo(List.of());
            assertThat(proxy.requests("get")).isEqualTo(1);
            assertThat(proxy.requests("set")).isEqualTo(1);
            assertThat(proxy.requests("del")).isZero();
            assertThat(proxy.connectionsAccepted()).isEqualTo(1);
            assertThat(proxy.connectionsOpen()).isEqualTo(1);
        }
    }

    @Test
    void cut_openConnections_endsThemAndTakesNewOnes(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.cut();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void refuse_newConnections_areRefusedAndOpenOnesGoOn(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.refuse();
            assertThatThrownBy(() -> connect(proxy)).hasMessageContaining("refused");
            assertThat(client.call("PING")).isEqualTo("PONG");
            proxy.accept();
            try (RespConnection second = connect(proxy)) {
                assertThat(second.call("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void stall_requests_serverSeesThemOnlyAfterResume(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.stall(Direction.REQUESTS);
            client.send("INCR", "n");
            Await.until(() -> proxy.requests("incr") == 1, LIMIT);
            assertThat(server.calls("incr")).isZero();
            proxy.resume(Direction.REQUESTS);
            assertThat(client.read()).isEqualTo(1L);
        }
    }

    @Test
    void stall_replies_serverRunsItAndReplyComesAfterResume(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            proxy.stall(Direction.REPLIES);
            client.send("INCR", "n");
            Await.until(() -> server.calls("incr") == 1, LIMIT);
            assertSilent(client);
            proxy.resume(Direction.REPLIES);
            assertThat(client.readLimit(LIMIT).read()).isEqualTo(1L);
        }
    }

    @Test
    void delay_bothWays_isConstantForAPipeline(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.delay(Direction.REQUESTS, SHORT);
            proxy.delay(Direction.REPLIES, SHORT);
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                client.send("INCR", "n");
            }
            for (long i = 1; i <= 200; i++) {
                assertThat(client.read()).isEqualTo(i);
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            assertThat(taken).isGreaterThanOrEqualTo(SHORT.multipliedBy(2)).isLessThan(SHORT.multipliedBy(200));
        }
    }

    @Test
    void cutAfter_bytesOfRequests_cutsInsideARequest(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.cutAfter(Direction.REQUESTS, 20);
            client.send("SET", "k", "a value that is cut in two");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.calls("set")).isZero();
    }

    @Test
    void passing_valueOf64Megabytes_comesThroughWhole(FaultProxy proxy) {
        byte[] value = new byte[64 << 20];
        Arrays.fill(value, (byte) '\n');
        value[12_345_678] = '$';
        try (RespConnection client = connect(proxy)) {
            client.callBinary("SET".getBytes(UTF_8), "k".getBytes(UTF_8), value);
            assertThat((byte[]) client.callBinary("GET".getBytes(UTF_8), "k".getBytes(UTF_8)))
                    .isEqualTo(value);
            assertThat(client.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void close_withOpenConnections_endsThem(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.close();
            proxy.close();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> connect(proxy)).hasMessageContaining("refused");
        }
    }

    @Test
    void passing_toADeadServer_closesTheConnection(FaultProxy proxy) {
        server.kill();
        try (RespConnection client = connect(proxy)) {
            assertThatThrownBy(() -> client.call("PING")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void swallowReplies_ofAllConnections_runsCommandsInSilence(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.swallowReplies();
            client.send("INCR", "n");
            Await.until(() -> server.calls("incr") == 1, LIMIT);
            assertSilent(client);
        }
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("INCR", "n")).isEqualTo(2L);
        }
    }

    @Test
    void reset_openConnections_clientSeesAReset(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            proxy.reset();
            assertThatThrownBy(client::read).hasMessageContaining("reset");
        }
    }

    @Test
    void close_ofTheClient_closesItsConnectionToTheServer(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("PING");
            assertThat(server.clientCount()).isEqualTo(1);
        }
        Await.until(() -> server.clientCount() == 0 && proxy.connectionsOpen() == 0, LIMIT);
    }

    @Test
    void afterClose_everyMethod_returns(FaultProxy proxy) {
        proxy.close();
        proxy.cut();
        proxy.refuse();
        proxy.stall(Direction.REPLIES);
        proxy.swallowReplies();
        assertThat(proxy.connectionsOpen()).isZero();
    }

    /** Has caught a planted bug: one buffer for the waiting bytes of all connections. */
    @Test
    void passing_manyConnectionsAtOnce_eachGetsItsOwnReplies(FaultProxy proxy) {
        List<CompletableFuture<Void>> clients = IntStream.range(0, 16)
                .mapToObj(client -> CompletableFuture.runAsync(() -> echo(proxy, client)))
                .toList();
        clients.forEach(CompletableFuture::join);
        assertThat(proxy.requests("echo")).isEqualTo(16 * 200);
    }

    private static void echo(FaultProxy proxy, int client) {
        try (RespConnection connection = connect(proxy)) {
            for (int i = 0; i < 200; i += 10) {
                String text = client + "-" + i + "-" + "x".repeat(i * 50);
                for (int n = 0; n < 10; n++) {
                    connection.send("ECHO", text + n);
                }
                for (int n = 0; n < 10; n++) {
                    assertThat(connection.read()).isEqualTo(text + n);
                }
            }
        }
    }

    private static RespConnection connect(FaultProxy proxy) {
        return RespConnection.open(proxy.host(), proxy.port());
    }

    private static void assertSilent(RespConnection client) {
        client.readLimit(SHORT);
        assertThatThrownBy(client::read).hasMessageContaining("timed out");
    }
}

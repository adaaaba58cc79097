package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FakeRedis;
import io.github.dkredis.testkit.FakeReply;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Request;
import io.github.dkredis.testkit.RespConnection;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each cause of a failed connect has its reason and a message that says what to do; nothing is left behind. */
@RedisTest(
        config = {"user bob on >builder ~* &* +get"},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ConnectFailureTest {

    private static final Duration SHORT = Duration.ofMillis(500);
    /** The first connection of a JVM takes seconds on a busy machine. */
    private static final Duration LONG = Duration.ofSeconds(30);

    @BeforeEach
    void setPassword(RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "hunter2");
    }

    private static String uri(RedisServer server) {
        return "redis://:hunter2@127.0.0.1:" + server.port();
    }

    private static RedisUnavailableException refused(String uri) {
        return refused(DkRedis.builder().uri(uri).connectTimeout(LONG));
    }

    private static RedisUnavailableException notAnswered(String uri) {
        return refused(DkRedis.builder().uri(uri).connectTimeout(SHORT));
    }

    private static RedisUnavailableException refused(DkRedisBuilder builder) {
        long start = System.nanoTime();
        RedisUnavailableException refusal = catchThrowableOfType(
                RedisUnavailableException.class, () -> builder.connect().close());
        assertThat(refusal).isNotNull();
        // generous, since machines are shared; a hanging connect would never end
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        for (Throwable t = refusal; t != null; t = t.getCause()) {
            assertThat(t.toString())
                    .doesNotContain("hunter2")
                    .doesNotContain("wr0ng")
                    .doesNotContain("builder");
        }
        return refusal;
    }

    @Test
    void connect_unknownHost_isUnreachable() {
        assertThat(refused("redis://:wr0ng@nowhere.invalid"))
                .hasMessageContaining("nowhere.invalid:6379")
                .hasMessageContaining("host name is unknown")
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void connect_nobodyListens_isUnreachable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(refused("redis://:wr0ng@127.0.0.1:" + port))
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("nothing listens there")
                .hasMessageContaining("Check that Redis runs there")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("maxclients"))
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:wr0ng@", "redis://alice:wr0ng@", "redis://", "redis://bob:wr0ng@"})
    void connect_refusedPassword_isAuthentication(String start, RedisServer server) {
        assertThat(refused(start + "127.0.0.1:" + server.port()))
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("refused the user name or password")
                .hasMessageContaining("REDIS_PASSWORD")
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.AUTHENTICATION);
    }

    /** The connection ends before the refusal is read, which Lettuce's own closing sometimes causes. */
    @Test
    void connect_refusalIsLost_connectsAgain(FaultProxy proxy) {
        proxy.onNext("HELLO").dropReply();
        assertThat(refused("redis://:wr0ng@127.0.0.1:" + proxy.port()).reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(proxy.requests("HELLO")).isBetween(2L, 3L);
    }

    @Test
    void connect_alwaysClosedEarly_isUnreachableAfterThree(FaultProxy proxy) {
        proxy.onEach("HELLO").dropReply();
        assertThat(refused("redis://127.0.0.1:" + proxy.port()).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(proxy.requests("HELLO")).isEqualTo(3);
    }

    /** Lettuce has handed the connection over, and this client greets the server. */
    @Test
    void connect_closedDuringTheGreeting_failsWithoutWaitingForTheLimit(FaultProxy proxy) {
        proxy.onNext("TIME").cutBefore();
        assertThat(refused("redis://:hunter2@127.0.0.1:" + proxy.port()))
                .hasMessageContaining("127.0.0.1:" + proxy.port())
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void connect_userWithoutPermissions_namesThoseNeeded(RedisServer server) {
        assertThat(refused("redis://bob:builder@127.0.0.1:" + server.port()))
                .hasMessageContaining("must be allowed HELLO, PING")
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.AUTHENTICATION);
    }

    @Test
    void connect_invalidDatabase_saysSo(RedisServer server) {
        assertThat(refused(uri(server) + "/9999")).hasMessageContaining("does not have a database with that number");
    }

    @Test
    void connect_asManyClientsAsAllowed_isBusy(RedisServer server) {
        try (RespConnection other = server.connect()) {
            other.send("PING");
            server.command("CONFIG", "SET", "maxclients", "2");

            assertThat(refused(uri(server)))
                    .hasMessageContaining("maxclients")
                    .extracting(RedisUnavailableException::reason)
                    .isIn(
                            Reason.BUSY,
                            Reason.UNREACHABLE); // Redis sends the reason and closes at once, so the reason can be lost
        }
    }

    @ParameterizedTest
    @CsvSource({"6.0.16", "6.1.240", "5.0.14", "3.2.0"})
    void connect_olderServer_namesTheLowestVersion(String version) {
        try (FakeRedis old = FakeRedis.answering(server(hello(version, "standalone")))) {
            assertThat(refused(old.uri().toString()))
                    .hasMessageContaining("runs Redis " + version)
                    .hasMessageContaining("needs Redis 6.2 or newer, or any Valkey")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.UNSUPPORTED_SERVER);
        }
    }

    @ParameterizedTest
    @CsvSource({"6.2.0", "6.10.1", "7.0.0", "10.0.0", "255.255.255"})
    void connect_newerServer_isAccepted(String version) {
        try (FakeRedis fake = FakeRedis.answering(server(hello(version, "standalone")));
                DkRedis redis = DkRedis.connect(fake.uri().toString())) {
            redis.ping();
        }
    }

    @Test
    void connect_serverWithoutHello_namesTheLowestVersion() {
        try (FakeRedis old = FakeRedis.answering(server(FakeReply.error("ERR unknown command 'HELLO'")))) {
            assertThat(refused(old.uri().toString()))
                    .hasMessageContaining("needs Redis 6.2 or newer")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.UNSUPPORTED_SERVER);
        }
    }

    @Test
    void connect_sentinelByMistake_saysHowToUseIt() {
        try (FakeRedis sentinel = FakeRedis.answering(server(hello("7.0.15", "sentinel")))) {
            assertThat(refused(sentinel.uri().toString()))
                    .hasMessageContaining("is a Sentinel")
                    .hasMessageContaining("redis-sentinel://")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.UNSUPPORTED_SERVER);
        }
    }

    @Test
    void connect_protectedMode_saysSo() {
        FakeReply denied = FakeReply.error("DENIED Redis is running in protected mode because")
                .thenHangUp();
        try (FakeRedis server = FakeRedis.answering(request -> denied)) {
            assertThat(refused(server.uri().toString()))
                    .hasMessageContaining("protected mode")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.AUTHENTICATION);
        }
    }

    @Test
    void connect_serverThatLoads_isBusy() {
        FakeReply loading = FakeReply.error("LOADING Redis is loading the dataset in memory");
        try (FakeRedis server = FakeRedis.answering(request ->
                request.command().equals("PING") ? loading : answer(request, hello("7.0.15", "standalone")))) {
            assertThat(refused(server.uri().toString()))
                    .hasMessageContaining("try again later")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.BUSY);
        }
    }

    @Test
    void connect_nobodyAnswers_isTimeout(FaultProxy proxy) {
        proxy.stall(Direction.REPLIES);

        assertThat(notAnswered(proxy.uri().toString()))
                .hasMessageContaining("no answer within the time limit for connecting")
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.TIMEOUT);
    }

    /** Planted: no time limit for the greeting, for which Lettuce has none either; the test did not end. */
    @Test
    void connect_silenceAfterTheHandshake_isTimeout() {
        try (FakeRedis server = FakeRedis.answering(
                request -> request.words().size() == 1 && request.command().equals("HELLO")
                        ? FakeReply.silence()
                        : answer(request, hello("7.0.15", "standalone")))) {
            assertThat(notAnswered(server.uri().toString()).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    /**
     * The time limit closes the connection, which fails the greeting too. Planted: the connection was closed before the
     * reason was noted; some attempts then named the closed connection as their reason.
     */
    @Test
    void connect_silenceAfterTheHandshakeAgainAndAgain_isAlwaysTimeout() {
        ClientResources shared = ClientResources.create();
        try (FakeRedis server = FakeRedis.answering(
                request -> request.words().size() == 1 && request.command().equals("HELLO")
                        ? FakeReply.silence()
                        : answer(request, hello("7.0.15", "standalone")))) {
            DkRedisBuilder builder = DkRedis.builder()
                    .uri(server.uri().toString())
                    .resources(shared)
                    .connectTimeout(Duration.ofMillis(30));
            for (int attempt = 0; attempt < 40; attempt++) {
                assertThat(refused(builder).reason()).isEqualTo(Reason.TIMEOUT);
            }
        } finally {
            shared.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\0\r\n", "$-7\r\n", "*1\r\n*1\r\n*1\r\n", "_\r\n"})
    void connect_somethingElseAnswers_isTyped(String noise) {
        try (FakeRedis other = FakeRedis.answering(request -> FakeReply.raw(noise))) {
            assertThat(notAnswered(other.uri().toString()).reason())
                    .isIn(Reason.UNREACHABLE, Reason.UNSUPPORTED_SERVER, Reason.TIMEOUT);
        }
    }

    @Test
    void connect_tlsToAPlainPort_isTimeout(RedisServer server) {
        assertThat(notAnswered("rediss://:wr0ng@127.0.0.1:" + server.port()))
                .hasMessageContaining("whether this port speaks TLS")
                .extracting(RedisUnavailableException::reason)
                .isEqualTo(Reason.TIMEOUT); // Redis waits for the end of a line that never comes
    }

    @Test
    void connect_plainToATlsPort_isUnreachable(RedisServer any) {
        try (RedisServer server =
                RedisServer.builder().binary(any.binary()).tls().start()) {
            assertThat(refused(server.tlsUri().toString().replace("rediss", "redis")))
                    .hasMessageContaining("requires TLS (rediss://)")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void connect_unixSocketWithoutNativeTransport_saysWhatIsMissing() {
        assertThat(refused("redis-socket:///nowhere/redis.sock"))
                .hasMessageContaining("/nowhere/redis.sock")
                .hasMessageContaining("netty-transport-native-epoll");
    }

    @Test
    void connect_tlsNotTrustedOrWrongName_isTls(RedisServer any) {
        try (RedisServer server =
                RedisServer.builder().binary(any.binary()).tls().start()) {
            assertThat(refused(server.tlsUri().toString()))
                    .hasMessageContaining("certificate is trusted and names this host")
                    .extracting(RedisUnavailableException::reason)
                    .isEqualTo(Reason.TLS);

            SslOptions trust = SslOptions.builder()
                    .trustManager(server.tlsCertificate().toFile())
                    .build();
            String otherName = server.tlsUri().toString().replace("127.0.0.1", "0.0.0.0");
            assertThat(refused(DkRedis.builder()
                                    .uri(otherName)
                                    .sslOptions(trust)
                                    .connectTimeout(LONG))
                            .reason())
                    .isEqualTo(Reason.TLS);
        }
    }

    @Test
    void connect_interrupted_endsWithTheFlagSet(FaultProxy proxy) {
        proxy.stall(Direction.REPLIES);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                DkRedis.builder()
                        .uri(proxy.uri().toString())
                        .connectTimeout(LONG)
                        .connect()
                        .close();
            } catch (Throwable e) {
                flag.complete(Thread.currentThread().isInterrupted());
                thrown.complete(e);
            }
        });
        caller.start();
        io.github.dkredis.testkit.Await.until(() -> proxy.requests("HELLO") > 0, LONG);
        caller.interrupt();

        assertThat(thrown.join()).isInstanceOf(OperationInterruptedException.class);
        assertThat(flag.join()).isTrue();
    }

    // ---- replies of the fake server

    private static Function<Request, FakeReply> server(FakeReply hello) {
        return request -> answer(request, hello);
    }

    private static FakeReply answer(Request request, FakeReply hello) {
        return switch (request.command()) {
            case "HELLO" -> hello;
            case "PING" -> FakeReply.simple("PONG");
            default -> FakeReply.simple("OK");
        };
    }

    private static FakeReply hello(String version, String mode) {
        String[] fields = {
            "server", "redis", "version", version, "proto", ":3", "id", ":7", "mode", mode, "role", "master"
        };
        StringBuilder reply = new StringBuilder("%7\r\n");
        for (String field : fields) {
            reply.append(field.startsWith(":") ? field + "\r\n" : "$" + field.length() + "\r\n" + field + "\r\n");
        }
        return FakeReply.raw(reply + "$7\r\nmodules\r\n*0\r\n");
    }
}

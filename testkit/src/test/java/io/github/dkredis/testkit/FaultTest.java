package io.github.dkredis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults of the proxy that apply to matching requests. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
final class FaultTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final RedisServer server;

    FaultTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void dropReply_ofSecondInPipeline_runsItAndCutsAfterTheFirstReply(FaultProxy proxy) {
        Fault fault = proxy.onNext("incr").dropReply();
        try (RespConnection client = connect(proxy)) {
            client.send("GET", "n");
            client.send("INCR", "n");
            assertThat(client.read()).isNull();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(fault.times()).isEqualTo(1);
        assertThat(server.calls("incr")).isEqualTo(1);
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("INCR", "n")).isEqualTo(2L);
        }
    }

    @Test
    void dropReply_ofSubscription_cutsAtItsPushMessage(FaultProxy proxy) {
        proxy.onNext("SUBSCRIBE").dropReply();
        try (RespConnection client = connect(proxy)) {
            client.call("HELLO", "3");
            client.send("GET", "n");
            client.send("SUBSCRIBE", "c");
            assertThat(client.read()).isNull();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.calls("subscribe")).isEqualTo(1);
    }

    @Test
    void dropReply_withPushMessagesBeforeIt_passesThem(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("HELLO", "3");
            client.send("SUBSCRIBE", "a", "b");
            assertThat(client.read()).isEqualTo(List.of("subscribe", "a", 1L));
            assertThat(client.read()).isEqualTo(List.of("subscribe", "b", 2L));
            proxy.onNext("PING").dropReply();
            server.command("PUBLISH", "a", "hello");
            assertThat(client.read()).isEqualTo(List.of("message", "a", "hello"));
            client.send("PING");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void dropReply_inResp2Subscription_passesMessagesBeforeIt(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("SUBSCRIBE", "a")).isEqualTo(List.of("subscribe", "a", 1L));
            proxy.onNext("UNSUBSCRIBE").dropReply();
            server.command("PUBLISH", "a", "hello");
            assertThat(client.read()).isEqualTo(List.of("message", "a", "hello"));
            client.send("UNSUBSCRIBE", "a");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void cutBefore_matchingRequest_serverNeverSeesIt(FaultProxy proxy) {
        proxy.onNext(request -> request.words().contains("precious")).cutBefore();
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("SET", "cheap", "1")).isEqualTo("OK");
            client.send("SET", "precious", "1");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.calls("set")).isEqualTo(1);
        assertThat(proxy.requests("set")).isEqualTo(2);
    }

    @Test
    void cutReplyAfter_someBytes_endsInsideTheReply(FaultProxy proxy) {
        server.command("SET", "k", "0123456789");
        proxy.onNext("GET").cutReplyAfter(8);
        try (RespConnection client = connect(proxy)) {
            assertThatThrownBy(() -> client.call("GET", "k"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("inside a reply");
        }
    }

    @Test
    void swallowReplies_fromARequestOn_connectionStaysOpenAndSilent(FaultProxy proxy) {
        proxy.onNext("INCR").swallowReplies();
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("GET", "n")).isNull();
            client.send("INCR", "n");
            client.send("INCR", "n");
            Await.until(() -> server.calls("incr") == 2, LIMIT);
            assertSilent(client);
            assertThat(proxy.connectionsOpen()).isEqualTo(1);
        }
    }

    @Test
    void holdReply_untilReleased_comesLaterInOrder(FaultProxy proxy) {
        Fault held = proxy.onNext("INCR").holdReply();
        try (RespConnection client = connect(proxy)) {
            client.send("INCR", "n");
            client.send("PING");
            Await.until(() -> server.calls("ping") == 1, LIMIT);
            assertSilent(client);
            held.release();
            client.readLimit(LIMIT);
            assertThat(client.read()).isEqualTo(1L);
            assertThat(client.read()).isEqualTo("PONG");
        }
    }

    @Test
    void dropReply_withInvalidationsBetween_hitsTheReplyAndNotThem(FaultProxy proxy) {
        try (RespConnection client = connect(proxy)) {
            client.call("HELLO", "3");
            client.call("CLIENT", "TRACKING", "ON");
            client.call("GET", "k");
            Fault fault = proxy.onNext("ECHO").dropReply();
            server.command("SET", "k", "v");
            assertThat(client.read()).isEqualTo(List.of("invalidate", List.of("k")));
            client.send("GET", "k");
            client.send("ECHO", "lost");
            assertThat(client.read()).isEqualTo("v");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
            assertThat(fault.times()).isEqualTo(1);
        }
    }

    @Test
    void dropReply_ofABlockingCommand_runsItAndLosesTheElement(FaultProxy proxy) {
        proxy.onNext("BLPOP").dropReply();
        try (RespConnection client = connect(proxy)) {
            client.send("BLPOP", "list", "5");
            Await.until(() -> proxy.requests("blpop") == 1, LIMIT);
            server.command("RPUSH", "list", "element");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.command("LLEN", "list")).isEqualTo(0L);
    }

    @Test
    void cutReplyAfter_moreThanTheReplyHas_cutsRightBehindIt(FaultProxy proxy) {
        proxy.onNext("GET").cutReplyAfter(1_000);
        try (RespConnection client = connect(proxy)) {
            client.send("GET", "k");
            client.send("PING");
            assertThat(client.read()).isNull();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void cutBefore_requestOfSomeMegabytes_serverNeverSeesIt(FaultProxy proxy) {
        proxy.onNext(request -> request.words().equals(List.of("SET", "big"))).cutBefore();
        try (RespConnection client = connect(proxy)) {
            assertThatThrownBy(() -> client.callBinary("SET".getBytes(UTF_8), "big".getBytes(UTF_8), new byte[4 << 20]))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.calls("set")).isZero();
    }

    @Test
    void onEach_matchingRequest_meetsAllUntilCancelled(FaultProxy proxy) {
        Fault fault = proxy.onEach("INCR").dropReply();
        for (int i = 0; i < 3; i++) {
            try (RespConnection client = connect(proxy)) {
                assertThatThrownBy(() -> client.call("INCR", "n")).isInstanceOf(UncheckedIOException.class);
            }
        }
        assertThat(fault.times()).isEqualTo(3);
        fault.cancel();
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("INCR", "n")).isEqualTo(4L);
        }
    }

    @Test
    void run_anAction_happensBeforeTheRequestPasses(FaultProxy proxy) {
        Fault fault = proxy.onNext("GET").run(() -> server.command("SET", "k", "just before"));
        try (RespConnection client = connect(proxy)) {
            assertThat(client.call("GET", "k")).isEqualTo("just before");
        }
        fault.await(LIMIT);
    }

    @Test
    void run_theDeathOfTheServer_endsTheConnection(FaultProxy proxy) {
        proxy.onNext("GET").run(server::kill);
        try (RespConnection client = connect(proxy)) {
            assertThatThrownBy(() -> client.call("GET", "k")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void onNext_predicateThatThrows_endsThatConnectionOnly(FaultProxy proxy) {
        try (RespConnection client = connect(proxy);
                RespConnection other = connect(proxy)) {
            other.call("PING");
            Fault fault = proxy.onNext(request -> {
                        throw new IllegalStateException("a mistake in a test");
                    })
                    .cutBefore();
            assertThatThrownBy(() -> client.call("PING")).isInstanceOf(UncheckedIOException.class);
            fault.cancel();
            assertThat(other.call("PING")).isEqualTo("PONG");
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

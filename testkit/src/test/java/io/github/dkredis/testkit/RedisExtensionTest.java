package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each method with an even order number checks that the shared server shows no trace of the method before it. */
@RedisTest(
        config = "maxclients 77",
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RedisExtensionTest {

    private static final Set<RedisServer> SERVERS = new HashSet<>();

    private static final Set<String> SEEN_NAMES = new HashSet<>();

    @RegisterExtension
    static final BeforeEachCallback NAMES = context -> SEEN_NAMES.addAll(namesAbove(context));

    private final RedisServer fromConstructor;

    RedisExtensionTest(RedisServer server) {
        fromConstructor = server;
        SERVERS.add(server);
    }

    @AfterAll
    static void oneServerForEachBinary() {
        assertThat(SERVERS).extracting(RedisServer::binary).containsExactlyInAnyOrderElementsOf(RedisBinary.all());
        assertThat(SERVERS).noneMatch(RedisServer::isRunning);
        assertThat(SEEN_NAMES)
                .containsAll(
                        RedisBinary.all().stream().map(RedisBinary::toString).toList());
    }

    @BeforeEach
    void serverIsShared(RedisServer server, FaultProxy proxy) {
        assertThat(server).isSameAs(fromConstructor);
        assertThat(proxy.uri().getPort()).isNotEqualTo(server.port());
    }

    @Test
    @Order(1)
    void method_thatChangesSettingsUsersScriptsAndData(RedisServer server) {
        assertThat(server.command("CONFIG", "GET", "maxclients")).isEqualTo(List.of("maxclients", "77"));
        server.command("SET", "k", "v");
        server.command("CONFIG", "SET", "maxmemory", "123456789");
        server.command("CONFIG", "SET", "notify-keyspace-events", "KEA");
        server.command("ACL", "SETUSER", "guest", "on", "nopass", "~*", "+get");
        server.command("ACL", "SETUSER", "default", ">password");
        server.command("SCRIPT", "LOAD", "return 1");
        server.command("CLIENT", "PAUSE", "60000", "WRITE");
    }

    @Test
    @Order(2)
    void method_afterIt_findsNothingOfIt(RedisServer server) {
        assertThat(server.calls("set")).isZero();
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
        assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "0"));
        assertThat(server.command("CONFIG", "GET", "notify-keyspace-events"))
                .isEqualTo(List.of("notify-keyspace-events", ""));
        assertThat(server.command("ACL", "USERS")).isEqualTo(List.of("default"));
        assertThat(server.command("SCRIPT", "EXISTS", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"))
                .isEqualTo(List.of(0L));
        assertThat(server.command("SET", "k", "v")).isEqualTo("OK");
        try (RespConnection other = RespConnection.open(server.host(), server.port())) {
            assertThat(other.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @Order(3)
    void method_thatKillsTheServer(RedisServer server) {
        server.kill();
    }

    @Test
    @Order(4)
    void method_afterIt_hasAServerThatRuns(RedisServer server) {
        assertThat(server.command("PING")).isEqualTo("PONG");
    }

    @Test
    @Order(5)
    void method_thatPausesTheServer(RedisServer server) {
        server.pause();
    }

    @Test
    @Order(6)
    void method_afterIt_hasAServerThatAnswers(RedisServer server) {
        assertThat(server.command("PING")).isEqualTo("PONG");
    }

    @Test
    void failure_ofATest_namesTheServerInItsNote(RedisServer server) {
        assertThat(new ServerDiagnostics(server))
                .hasMessageContaining(server.binary().toString())
                .hasMessageContaining("Ready to accept connections");
    }

    private static List<String> namesAbove(ExtensionContext context) {
        return Stream.iterate(
                        context.getParent(), Optional::isPresent, above -> above.flatMap(ExtensionContext::getParent))
                .map(above -> above.orElseThrow().getDisplayName())
                .toList();
    }

    @Nested
    final class Inner {

        @Test
        void nestedClass_hasTheServerToo(RedisServer server, FaultProxy proxy) {
            assertThat(server).isSameAs(fromConstructor);
            try (RespConnection client = RespConnection.open(proxy.host(), proxy.port())) {
                assertThat(client.call("PING")).isEqualTo("PONG");
            }
        }

        @Test
        void proxy_ofTheExtension_isInFrontOfTheServer(RedisServer server, FaultProxy proxy) {
            proxy.refuse();
            assertThatThrownBy(() -> RespConnection.open(proxy.host(), proxy.port()))
                    .hasMessageContaining("refused");
            assertThat(server.command("PING")).isEqualTo("PONG");
        }
    }
}

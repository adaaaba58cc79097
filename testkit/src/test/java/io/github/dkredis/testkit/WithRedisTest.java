package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One server for a class. The sample application for Spring Boot 3.5 uses it with the older JUnit 5.12. */
@WithRedis(
        config = "maxclients 78",
        keyPrefix = "app:",
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WithRedisTest {

    private static @Nullable RedisServer shared;

    private final RedisServer fromConstructor;

    WithRedisTest(RedisServer server) {
        fromConstructor = server;
    }

    @BeforeAll
    static void serverIsThere(RedisServer server) {
        shared = server;
        assertThat(server.isRunning()).isTrue();
        assertThat(server.binary()).isEqualTo(RedisBinary.all().get(0));
    }

    @AfterAll
    static void serverIsStillThere(RedisServer server) {
        assertThat(server.command("PING")).isEqualTo("PONG");
    }

    @BeforeEach
    void serverIsShared(RedisServer server, FaultProxy proxy) {
        assertThat(server).isSameAs(fromConstructor).isSameAs(shared);
        try (RespConnection client = RespConnection.open(proxy.host(), proxy.port())) {
            assertThat(client.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @Order(1)
    void method_thatChangesSettingsAndDataAndStopsTheServer(RedisServer server) {
        assertThat(server.command("CONFIG", "GET", "maxclients")).isEqualTo(List.of("maxclients", "78"));
        server.command("SET", "k", "v");
        try (RespConnection plain = server.connect()) {
            assertThat(plain.call("EXISTS", "app:k")).isEqualTo(1L);
        }
        server.command("CONFIG", "SET", "maxmemory", "123456789");
        server.kill();
    }

    @Test
    @Order(2)
    void method_afterIt_findsNothingOfIt(RedisServer server) {
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
        assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "0"));
    }

    @Nested
    final class Inner {

        @Test
        void nestedClass_hasTheServerToo(RedisServer server) {
            assertThat(server).isSameAs(fromConstructor);
        }
    }
}

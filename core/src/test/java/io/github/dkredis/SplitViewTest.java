package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FakeRedis;
import io.github.dkredis.testkit.FakeReply;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * While a primary is being replaced, the connections of one client can lead to two servers that both take themselves
 * for the primary: one that was stopped and goes on, and the one that was promoted meanwhile.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SplitViewTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static DkRedisBuilder builder(String uri) {
        return DkRedis.builder().uri(uri).timeout(SOON).connectTimeout(SOON);
    }

    private static NamedCache<String, String> cache(DkRedis redis) {
        return redis.cache("c", String.class, CacheOptions.defaults().nearCache(10));
    }

    /** Caught: a change that asks for the generation over the other connection each time, and gives up in the end. */
    @Test
    void put_trackedReadsGoToAnotherServer_isMadeWhereChangesGo(RedisServer server) throws Exception {
        AtomicInteger port = new AtomicInteger(server.port());
        ClientResources resources = ClientResources.builder()
                .socketAddressResolver(MappingSocketAddressResolver.create(
                        (HostAndPort address) -> HostAndPort.of(address.getHostText(), port.get())))
                .build();
        try (RedisServer other = RedisServer.start();
                DkRedis here = builder(server.uri().toString()).connect();
                DkRedis there = builder(other.uri().toString()).connect();
                DkRedis redis =
                        builder(server.uri().toString()).resources(resources).connect()) {
            cache(here).put("k", "here");
            cache(there).put("k", "there"); // in another generation
            port.set(other.port());
            NamedCache<String, String> cache = cache(redis);
            Await.until(() -> cache.get("k").equals(Optional.of("there")), SOON);

            cache.put("k", "new");

            Await.until(() -> cache(here).get("k").equals(Optional.of("new")), SOON);
            assertThat(cache(there).get("k")).contains("there");
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Caught: a connection for commands that stays where it is, because the old primary still answers. */
    @Test
    void commands_anotherConnectionFoundTheNewPrimary_moveThereToo(RedisServer server) {
        AtomicInteger primary = new AtomicInteger(server.port());
        try (RedisServer promoted = RedisServer.start();
                FakeRedis sentinel = FakeRedis.answering(request -> switch (request.command()) {
                    case "SENTINEL" -> FakeReply.raw(address(primary.get()));
                    case "HELLO" -> FakeReply.error("ERR unknown command 'HELLO'");
                    case "PING" -> FakeReply.simple("PONG");
                    default -> FakeReply.simple("OK");
                });
                DkRedis redis = builder("redis-sentinel://127.0.0.1:" + sentinel.port() + "#main")
                        .connect()) {
            redis.values().set("k", "v");
            primary.set(promoted.port()); // no Sentinel tells the client

            redis.mutex("m").acquire().close(); // the first lock opens the connection for messages

            Await.until(() -> redis.toString().contains(" at 127.0.0.1:" + promoted.port()), SOON);
            redis.values().set("after", "v");
            assertThat(promoted.command("EXISTS", "after")).isEqualTo(1L);
        }
    }

    private static String address(int port) {
        String digits = Integer.toString(port);
        return "*2\r\n$9\r\n127.0.0.1\r\n$" + digits.length() + "\r\n" + digits + "\r\n";
    }
}

package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FakeRedis;
import io.github.dkredis.testkit.FakeReply;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to connect, to a server that has a password, an ACL user and several databases. */
@RedisTest(
        config = {"user alice on >wonderland ~* &* +@all"},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ConnectTest {

    @BeforeEach
    void setPassword(RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "hunter2");
    }

    private static String uri(RedisServer server) {
        return "redis://:hunter2@" + server.host() + ":" + server.port();
    }

    private static Map<String, String> environment(RedisServer server, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("REDIS_HOST", server.host());
        environment.put("REDIS_PORT", Integer.toString(server.port()));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Test
    void connect_environmentWithParts_usesThem(RedisServer server) {
        Map<String, String> environment = environment(server, "REDIS_PASSWORD", "hunter2", "REDIS_DB", "3");
        try (DkRedis redis = DkRedis.builder(environment).connect()) {
            redis.values().set("k", "v");

            assertThat(server.clients()).anyMatch(line -> line.contains(" name=dkredis ") && line.contains(" db=3 "));
        }
    }

    @Test
    void connect_environmentWithUser_isThatUser(RedisServer server) {
        Map<String, String> environment =
                environment(server, "REDIS_USERNAME", "alice", "REDIS_PASSWORD", "wonderland");
        try (DkRedis redis = DkRedis.builder(environment).clientName("by-alice").connect()) {
            redis.ping();

            assertThat(server.clients())
                    .anyMatch(line -> line.contains(" name=by-alice ") && line.contains(" user=alice "));
        }
    }

    @Test
    void connect_environmentWithUrl_winsOverItsParts(RedisServer server) {
        Map<String, String> environment =
                Map.of("REDIS_URL", uri(server), "REDIS_HOST", "nowhere.invalid", "REDIS_PASSWORD", "wrong");
        try (DkRedis redis = DkRedis.builder(environment).connect()) {
            redis.ping();
        }
    }

    @Test
    void connect_emptyVariables_areAsUnset(RedisServer server) {
        Map<String, String> environment =
                environment(server, "REDIS_URL", "", "REDIS_USERNAME", "", "REDIS_PASSWORD", "hunter2", "REDIS_DB", "");
        try (DkRedis redis = DkRedis.builder(environment).connect()) {
            redis.ping();
        }
    }

    @Test
    void connect_uriWithUserAndDatabase_usesThem(RedisServer server) {
        String uri = "redis://alice:wonderland@" + server.host() + ":" + server.port() + "/5";
        try (DkRedis redis = DkRedis.connect(uri)) {
            redis.ping();

            assertThat(server.clients()).anyMatch(line -> line.contains(" db=5 ") && line.contains(" user=alice "));
        }
    }

    /** On JDK 25 and two processors, one task blocks the whole pool. */
    @Test
    void connect_commonPoolIsBlocked_stillConnects(RedisServer server) {
        CountDownLatch blocked = new CountDownLatch(1);
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                ForkJoinPool.commonPool()
                        .execute(() -> Await.until(() -> blocked.getCount() == 0, Duration.ofMinutes(2)));
            }
            try (DkRedis redis = DkRedis.connect(uri(server))) {
                redis.mutex("a").run(redis::ping);
            }
        } finally {
            blocked.countDown();
        }
    }

    @Test
    void connect_lettuceUri_isCopied(RedisServer server) {
        RedisURI uri = RedisURI.create(uri(server));
        DkRedisBuilder builder = DkRedis.builder().uri(uri);
        uri.setHost("nowhere.invalid");
        try (DkRedis redis = builder.connect()) {
            redis.ping();
        }
    }

    @Test
    void connect_reconnect_restoresUserAndDatabaseAndName(RedisServer server, FaultProxy proxy) {
        String uri = "redis://alice:wonderland@" + proxy.host() + ":" + proxy.port() + "/5";
        try (DkRedis redis = DkRedis.builder().uri(uri).clientName("again").connect()) {
            proxy.cut();
            redis.ping();

            assertThat(server.clients())
                    .anyMatch(line ->
                            line.contains(" db=5 ") && line.contains(" user=alice ") && line.contains(" name=again "));
        }
    }

    /**
     * A fake server plays the Sentinel. Caught: Lettuce's copy of an address leaves out its Sentinels, so no such
     * address could be used.
     */
    @Test
    void connect_sentinelUri_goesToThePrimaryItNames(RedisServer server) {
        String primary = "*2\r\n$9\r\n127.0.0.1\r\n$"
                + Integer.toString(server.port()).length() + "\r\n" + server.port() + "\r\n";
        try (FakeRedis sentinel = FakeRedis.answering(request -> switch (request.command()) {
                    case "SENTINEL" -> FakeReply.raw(primary);
                    case "HELLO" -> FakeReply.error("ERR unknown command 'HELLO'");
                    case "PING" -> FakeReply.simple("PONG");
                    default -> FakeReply.simple("OK");
                });
                DkRedis redis = DkRedis.connect("redis-sentinel://:hunter2@127.0.0.1:" + sentinel.port() + "#main")) {
            redis.values().set("k", "v");

            assertThat(server.command("EXISTS", "k")).isEqualTo(1L);
            assertThat(redis.toString()).contains("Sentinel 127.0.0.1:" + sentinel.port() + " primary main");
        }
    }

    @Test
    void connect_tls_trustsTheGivenCertificate(RedisServer any) {
        try (RedisServer server = RedisServer.builder()
                .binary(any.binary())
                .tls()
                .password("hunter2")
                .start()) {
            SslOptions trust = SslOptions.builder()
                    .trustManager(server.tlsCertificate().toFile())
                    .build();
            try (DkRedis redis = DkRedis.builder()
                    .uri(server.tlsUri().toString())
                    .sslOptions(trust)
                    .connect()) {
                redis.values().set("k", "v".repeat(1 << 20), Duration.ofMinutes(1));

                assertThat(redis.values().get("k", String.class))
                        .hasValueSatisfying(v -> assertThat(v).hasSize(1 << 20));
            }
        }
    }

    /** Caught: user and password were split at the colon inside the user. */
    @ParameterizedTest
    @ValueSource(strings = {"team%3Abilling:pass%3Aw%40rd@", "team%3abilling:pass%3aw@"})
    void connect_escapedColons_belongToUserOrPassword(String credentials, RedisServer server) {
        String password = credentials.contains("%40") ? "pass:w@rd" : "pass:w";
        server.command("ACL", "SETUSER", "team:billing", "on", "resetpass", ">" + password, "~*", "&*", "+@all");
        try (DkRedis redis = DkRedis.connect("redis://" + credentials + server.host() + ":" + server.port())) {
            redis.ping();
            assertThat(server.clients()).anyMatch(line -> line.contains(" user=team:billing "));
        } finally {
            server.command("ACL", "DELUSER", "team:billing");
        }
    }

    /** Caught: a password without a user was split at the colon inside it. */
    @Test
    void connect_escapedColonInAPasswordAlone_isPartOfIt(RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "a:b");
        try (DkRedis redis = DkRedis.connect("redis://a%3Ab@" + server.host() + ":" + server.port());
                DkRedis same = DkRedis.connect("redis://:a%3Ab@" + server.host() + ":" + server.port())) {
            redis.ping();
            same.ping();
        }
    }

    /** Redis 7.2 shows both in CLIENT LIST; an older server does not know the command, and is used all the same. */
    @Test
    void connect_anyServer_isToldTheNameAndVersionOfTheLibrary(RedisServer server, FaultProxy proxy) {
        Set<String> told = ConcurrentHashMap.newKeySet();
        proxy.onEach(request -> request.words().size() == 4
                        && request.words().get(1).equalsIgnoreCase("SETINFO")
                        && told.add(request.words().get(2).toLowerCase(Locale.ROOT) + " "
                                + request.words().get(3)))
                .run(() -> {});
        String uri = proxy.uri().toString().replace("redis://", "redis://:hunter2@");
        try (DkRedis redis = DkRedis.builder().uri(uri).clientName("billing-7").connect()) {
            redis.ping();
            redis.mutex("a").acquire().close(); // opens the push connection
            assertThat(server.clients()).anyMatch(line -> line.contains(" name=billing-7 "));
            assertThat(told).contains("lib-name dkredis-java").anyMatch(line -> line.matches("lib-ver [0-9]+\\..*"));
        }
    }
}

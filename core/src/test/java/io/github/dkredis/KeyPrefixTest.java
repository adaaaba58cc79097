package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.BlockingCall;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients with a key prefix, as a Redis user that is restricted to {@code ~app:* &app:*}: every feature works, and
 * touches nothing else.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class KeyPrefixTest {

    private static final Duration TTL = Duration.ofMinutes(1);

    private String restricted;

    @BeforeEach
    void createUser(RedisServer server) {
        server.command("ACL", "SETUSER", "app", "on", ">pw", "resetkeys", "resetchannels", "~app:*", "&app:*", "+@all");
        restricted = "redis://app:pw@127.0.0.1:" + server.port();
    }

    @AfterEach
    void deleteUser(RedisServer server) {
        server.command("ACL", "DELUSER", "app");
    }

    private DkRedis connect() {
        return DkRedis.builder().uri(restricted).keyPrefix("app:").connect();
    }

    /** Every blocking method of every feature, by three callers of two clients at once. */
    @Test
    void everyCall_restrictedUser_works(RedisServer server) throws Exception {
        try (DkRedis one = connect();
                DkRedis two = connect()) {
            for (BlockingCall call : BlockingCall.all()) {
                List<Actor<String>> callers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int caller = i;
                    callers.add(Actor.start(() -> {
                        call.body().run(caller < 2 ? one : two, caller);
                        return "done";
                    }));
                }
                for (Actor<String> caller : callers) {
                    assertThat(caller.get()).as(call.name()).isEqualTo("done");
                }
            }
            assertThat(keys(server)).isNotEmpty().allMatch(key -> key.startsWith("app:"));
            assertThat(texts(server.command("PUBSUB", "CHANNELS", "*")))
                    .isNotEmpty()
                    .allMatch(channel -> channel.startsWith("app:dkredis:inbox:"));
        }
    }

    private static List<String> keys(RedisServer server) {
        return texts(server.command("KEYS", "*"));
    }

    private static List<String> texts(@Nullable Object reply) {
        return reply instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** In the first rounds a client may poll, since its push connection is still being opened. */
    @Test
    void mutex_twoClients_isHandedOverByMessage(RedisServer server) throws Exception {
        try (DkRedis one = connect();
                DkRedis two = connect()) {
            for (String name : List.of("plain", "with {tag} in it")) {
                do {
                    server.resetStats();
                    handOver(one, two, name, server);
                } while (server.calls("publish") == 0 && server.calls("lpop") == 0);
            }
        }
    }

    private static void handOver(DkRedis one, DkRedis two, String name, RedisServer server) throws Exception {
        Lease held = one.mutex(name).acquire();
        Actor<Long> waiting = Actor.start(() -> {
            try (Lease lease = two.mutex(name).acquire()) {
                return lease.fencingToken();
            }
        });
        Await.until(
                () -> keys(server).stream()
                        .anyMatch(key -> key.startsWith("app:dkredis:mutex-queue:") && key.contains(name)),
                Actor.LIMIT);
        held.close();
        assertThat(waiting.get()).isGreaterThan(held.fencingToken());
    }

    @Test
    void fetchLock_otherClientWaits_isWokenByMessage(RedisServer server) throws Exception {
        try (DkRedis one = connect();
                DkRedis two = connect()) {
            FetchLock fetching = one.fetchLock("weather", Duration.ofMinutes(1));
            assertThat(fetching.shouldFetch()).isTrue();
            Actor<Boolean> waiting = Actor.start(
                    () -> two.fetchLock("weather", Duration.ofMinutes(1)).awaitFetch(Duration.ofSeconds(20)));
            Await.until(() -> server.calls("sadd") > 0, Actor.LIMIT);
            fetching.close();

            assertThat(waiting.get()).isTrue();
        }
    }

    /** Planted: invalidations with the prefix, which no entry had; the old value was read for ever. */
    @Test
    void nearCache_otherClientWrites_isInvalidated() {
        CacheOptions near = CacheOptions.defaults().nearCache(100);
        try (DkRedis one = connect();
                DkRedis two = connect()) {
            NamedCache<String, String> reader = one.cache("c", String.class, near);
            NamedCache<String, String> writer = two.cache("c", String.class, near);
            writer.put("k", "a");
            Await.until(
                    () -> {
                        reader.get("k");
                        return reader.stats().nearHits() > 0;
                    },
                    Actor.LIMIT);
            writer.put("k", "b");

            Await.until(() -> reader.get("k").orElse("").equals("b"), Actor.LIMIT);
            writer.clear();
            Await.until(() -> reader.get("k").isEmpty(), Actor.LIMIT);
        }
    }

    @Test
    void load_ofAnotherClient_wakesTheWaitingCaller(RedisServer server) throws Exception {
        try (DkRedis one = connect();
                DkRedis two = connect()) {
            List<Actor<String>> started = new ArrayList<>();
            String value = one.cache("c", String.class).get("k", key -> {
                started.add(Actor.start(() -> two.cache("c", String.class).get("k", other -> "second")));
                Await.until(() -> server.calls("sadd") > 0, Actor.LIMIT);
                return "first";
            });

            assertThat(value).isEqualTo("first");
            assertThat(started.get(0).get()).isEqualTo("first");
        }
    }

    @Test
    void twoPrefixesAndNone_sameNames_neverCollide(RedisServer server) {
        try (DkRedis app = connect();
                DkRedis other = DkRedis.builder()
                        .uri(server.uri().toString())
                        .keyPrefix("grün-2:")
                        .connect();
                DkRedis plain = DkRedis.connect(server.uri().toString())) {
            List<DkRedis> all = List.of(app, other, plain);
            for (DkRedis redis : all) {
                assertThat(redis.values().get("k")).isEmpty();
                redis.values().set("k", redis.toString());
                assertThat(redis.atomics().increment("n", 1)).isOne();
                assertThat(redis.cooldown(List.of("r"), TTL).isAllowed()).isTrue();
                assertThat(redis.rateLimiter("r", Rate.of(1, TTL)).tryAcquire().isAllowed())
                        .isTrue();
                assertThat(redis.mutex("m").tryAcquire()).isPresent();
                assertThat(redis.cache("c", String.class).get("k", key -> redis.toString()))
                        .isEqualTo(redis.toString());
                redis.hashes().set("h:1", Map.of("f", redis.toString()));
            }
            for (DkRedis redis : all) {
                assertThat(redis.values().getAll(List.of("k", "x"))).containsOnlyKeys("k");
            }
            assertThat(app.hashes().field("h:*", "f")).containsOnlyKeys("h:1"); // without the prefix, as it was set
            assertThat(app.hashes().fieldStream("*", "f").map(Map.Entry::getKey))
                    .containsExactly("h:1");
            assertThat(server.command("EXISTS", "app:k", "grün-2:k", "k")).isEqualTo(3L);
        }
    }

    @Test
    void noRight_onTheKey_isNamedWithThePrefix(RedisServer server) {
        try (DkRedis wrong =
                DkRedis.builder().uri(restricted).keyPrefix("other:").connect()) {
            assertThatThrownBy(() -> wrong.values().get("k"))
                    .isInstanceOf(ServerErrorException.class)
                    .hasMessageContaining("\"other:k\"")
                    .hasMessageContaining("GET")
                    .hasMessageContaining("NOPERM");
            server.command("ACL", "SETUSER", "app", "-getdel");
            assertThatThrownBy(() -> wrong.values().pop("k"))
                    .isInstanceOf(ServerErrorException.class)
                    .hasMessageContaining("GETDEL")
                    .hasMessageContaining("+getdel");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{app}:", "a{", "}", "a\nb", "a b", "a*", "a?", "[a]", "a\\", "a\"", "a'", "\0", "\uD800"})
    void prefix_invalid_isRefused(String prefix) {
        assertThatThrownBy(() -> DkRedis.builder().keyPrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefix_tooLong_isRefused() {
        String longest = IntStream.range(0, 100).mapToObj(i -> "a").reduce("", String::concat);
        assertThat(DkRedis.builder().keyPrefix(longest)).isNotNull();
        assertThatThrownBy(() -> DkRedis.builder().keyPrefix(longest + "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101");
    }
}

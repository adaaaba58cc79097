package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions and interface methods whose results are cached. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        servers = RedisTest.Servers.FIRST)
class CachedFunctionsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    record User(String username) {}

    interface Directory {
        @Cached(key = "user_{0}", ttl = "PT10M")
        User user(int id) throws IOException;

        @Cached
        List<User> search(String text, boolean all);

        @Cached
        int count(String what);

        String uncached(String text);
    }

    interface Wrong {
        @Cached(ttl = "an hour")
        String get(String key);
    }

    interface Once {
        @Cached
        Future<String> get(String key);
    }

    private final AtomicInteger calls = new AtomicInteger();

    private DkRedis redis;
    private RedisServer server;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private class Real implements Directory {
        @Override
        public User user(int id) throws IOException {
            calls.incrementAndGet();
            if (id < 0) {
                throw new IOException("no such id");
            }
            return id == 0 ? null : new User("u" + id);
        }

        @Override
        public List<User> search(String text, boolean all) {
            calls.incrementAndGet();
            return List.of(new User(text + all));
        }

        @Override
        public int count(String what) {
            return calls.incrementAndGet();
        }

        @Override
        public String uncached(String text) {
            calls.incrementAndGet();
            return text;
        }

        @Override
        public String toString() {
            return "real";
        }
    }

    /** The elements are of the type, and not maps. */
    @Test
    void cached_resultOfAGenericType_isReadAsThatType() {
        TypeRef<List<User>> users = new TypeRef<>() {};
        Function<String, List<User>> find = text -> {
            calls.incrementAndGet();
            return List.of(new User(text));
        };
        BiFunction<String, Integer, List<User>> turn = (text, page) -> List.of(new User(text + page));
        Duration minute = Duration.ofMinutes(1);
        Function<String, List<User>> search = redis.cached("search_{0}", minute, users, find);
        BiFunction<String, Integer, List<User>> pages = redis.cached("page_{0}_{1}", minute, users, turn);
        for (int i = 0; i < 2; i++) {
            assertThat(search.apply("a")).containsExactly(new User("a"));
            assertThat(pages.apply("a", 2)).containsExactly(new User("a2"));
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void proxy_cachedMethods_runOnceForEachKey() throws Exception {
        Directory directory = redis.cachedProxy(Directory.class, new Real());
        for (int i = 0; i < 2; i++) {
            assertThat(directory.user(7)).isEqualTo(new User("u7"));
            assertThat(directory.user(0)).isNull();
            assertThat(directory.search("a", true)).containsExactly(new User("atrue"));
            assertThat(directory.search("a", false)).containsExactly(new User("afalse"));
            assertThat(directory.count("x")).isEqualTo(5);
        }
        assertThat(calls).hasValue(5);
        assertThat(redis.cache().as(User.class).get("user_7")).contains(new User("u7"));
        assertThat(directory.uncached("a") + directory.uncached("a")).isEqualTo("aa");
        assertThat(calls).hasValue(7);
        assertThat(directory).hasToString("real").isEqualTo(directory);
    }

    @Test
    void proxy_exception_isThrownUnchangedAndNotCached() {
        Directory directory = redis.cachedProxy(Directory.class, new Real());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> directory.user(-1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no such id");
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void proxy_interfaceThatCannotBeCached_isRefusedAtOnce() {
        assertThatThrownBy(() -> redis.cachedProxy(Wrong.class, key -> key)).hasMessageContaining("ISO 8601");
        assertThatThrownBy(() -> redis.cachedProxy(Once.class, key -> null)).hasMessageContaining("cannot be cached");
        assertThatThrownBy(() -> redis.cachedProxy(Runnable.class, () -> {})).hasMessageContaining("no method");
        assertThatThrownBy(() -> redis.cachedProxy(Real.class, new Real())).hasMessageContaining("not an interface");
    }

    @Test
    void functions_ofOneAndTwoArguments_runOnceForEachKey() {
        var one = redis.cached("one {0}", HOUR, String.class, (Integer a) -> "one" + a + calls.incrementAndGet());
        var two = redis.cached(
                "two {0} {1}", HOUR, String.class, (Integer a, Integer b) -> "two" + a + b + calls.incrementAndGet());
        var by = redis.cache().as(String.class).functionBy((Integer a) -> List.of("by", a), a -> "by" + a);
        NamedCache<String, String> texts = redis.cache("texts", String.class);
        var named = texts.function(key -> key + calls.incrementAndGet());
        var near = redis.cached(texts, "near {0}", (Integer a) -> "near" + a + calls.incrementAndGet());
        var nearTwo =
                redis.cached(texts, "near {0} {1}", (Integer a, Integer b) -> "near" + a + b + calls.incrementAndGet());
        for (int i = 0; i < 2; i++) {
            assertThat(one.apply(1)).isEqualTo("one11");
            assertThat(two.apply(1, 2)).isEqualTo("two122");
            assertThat(by.apply(4)).isEqualTo("by4");
            assertThat(named.apply("k")).isEqualTo("k3");
            assertThat(near.apply(5)).isEqualTo("near54");
            assertThat(nearTwo.apply(5, 6)).isEqualTo("near565");
        }
        assertThat(redis.cache().get(List.of("by", 4))).contains("by4");
        assertThat(texts.get("near 5")).contains("near54");
    }

    @Test
    void template_propertiesAndPythonsLiterals_areWritten() {
        assertThat(KeyTemplate.of("{0.username}/{1.a}/{2}/{{x}}/{3}", 4)
                        .key(new User("ada"), Map.of("a", 1), null, true))
                .isEqualTo("ada/1/None/{x}/True");
        assertThat(KeyTemplate.of("{0.username}", 1).key((Object) null)).isEqualTo("None");
    }

    @Test
    void template_invalid_isRefused() {
        for (String wrong : List.of("", "{", "}", "{1}", "{a}", "{0.}", "{}", "{-1}", "{999999999999}")) {
            assertThatThrownBy(() -> KeyTemplate.of(wrong, 1)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        KeyTemplate template = KeyTemplate.of("{0.nothing}", 1);
        assertThatThrownBy(() -> template.key(new User("a"))).hasMessageContaining("no property nothing");
        KeyTemplate plain = KeyTemplate.of("{0}", 1);
        assertThatThrownBy(() -> plain.key(new Object())).hasMessageContaining("cannot be part of a cache key");
        assertThatThrownBy(() -> plain.key((Object) new int[1])).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys and results of interfaces of every shape behind a proxy. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class CachedProxyTest {

    record User(String name) {}

    record Range(int from, int to) {}

    /** Equal hash codes for unequal points, and no text. */
    static final class Point {
        private final int x;
        private final int y;

        Point(int x, int y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Point that && x == that.x && y == that.y;
        }

        @Override
        public int hashCode() {
            return 31 * x + y;
        }
    }

    /** Package-private, with overloads. */
    interface Overloads {
        @Cached
        String find(String id);

        @Cached
        String find(int id);

        @Cached
        String find(Object id);

        @Cached
        String all(int... ids);
    }

    interface Repository<T, I> {
        @Cached
        T find(I id);

        @Cached
        List<T> all();

        @Cached
        Map<I, T[]> table();
    }

    interface UserRepository extends Repository<User, Long> {}

    interface NameRepository extends Repository<String, Long> {
        @Override
        String find(Long id);
    }

    interface Reading {
        @Cached
        String read(String key);
    }

    interface AlsoReading {
        String read(String key);
    }

    interface Both extends AlsoReading, Reading {}

    interface Contradicting extends Reading {
        @Override
        @Cached(ttl = "PT1M")
        String read(String key);
    }

    interface WithDefault {
        String one(String key);

        @Cached
        default String two(String key) {
            return one(key) + one(key);
        }
    }

    interface Staged {
        @Cached(key = "stage_{0}")
        CompletionStage<User> stage(String name);

        @Cached(key = "future_{0}")
        CompletableFuture<User> future(String name);

        @CachePut(key = "stage_{0}")
        CompletionStage<User> change(String name, String other);

        @CacheEvict(key = "stage_{0}")
        CompletionStage<Void> remove(String name);
    }

    interface Writing {
        @Cached(key = "user_{0}", cache = "writing")
        User user(String id);

        @CachePut(key = "user_{0}", cache = "writing")
        User change(String id, String name);

        @CacheEvict(
                key = {"user_{0}", "other_{0}"},
                cache = "writing")
        void delete(String id) throws IOException;

        @CacheEvict(cache = "writing")
        void deleteAll();

        @CacheEvict(key = "shared_{0.name}")
        void save(User user);
    }

    private final AtomicInteger calls = new AtomicInteger();

    private DkRedis redis;
    private RedisServer server;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private final class RealOverloads implements Overloads {
        @Override
        public String find(String id) {
            return "string " + calls.incrementAndGet();
        }

        @Override
        public String find(int id) {
            return "int " + calls.incrementAndGet();
        }

        @Override
        public String find(Object id) {
            return "object " + calls.incrementAndGet();
        }

        @Override
        public String all(int... ids) {
            return Arrays.toString(ids) + calls.incrementAndGet();
        }
    }

    @Test
    void defaultKey_sameTextOfOtherTypes_isAnotherEntry() {
        Overloads cached = redis.cachedProxy(Overloads.class, new RealOverloads());
        for (int round = 0; round < 2; round++) {
            assertThat(cached.find("7")).isEqualTo("string 1");
            assertThat(cached.find(7)).isEqualTo("int 2");
            assertThat(cached.find((Object) 7)).isEqualTo("object 3");
            assertThat(cached.find((Object) 7L)).isEqualTo("object 4");
            assertThat(cached.find((Object) "7")).isEqualTo("object 5");
            assertThat(cached.find((String) null)).isEqualTo("string 6");
            assertThat(cached.find("None")).isEqualTo("string 7");
            assertThat(cached.find("%null")).isEqualTo("string 8");
            assertThat(cached.find(new Range(1, 23))).isEqualTo("object 9");
            assertThat(cached.find(new Range(12, 3))).isEqualTo("object 10");
            assertThat(cached.find(Set.of("a", "b"))).isEqualTo("object 11");
            assertThat(cached.find(List.of("a", "b"))).isEqualTo("object 12");
            assertThat(cached.find(List.of("a,b"))).isEqualTo("object 13");
            assertThat(cached.all(1, 2)).isEqualTo("[1, 2]14");
            assertThat(cached.all(12)).isEqualTo("[12]15");
        }
    }

    @Test
    void defaultKey_argumentWithoutText_isRefused() {
        Overloads cached = redis.cachedProxy(Overloads.class, new RealOverloads());
        for (Object argument : List.of(new Point(0, 31), new Object(), List.of(new Point(1, 0)), new int[] {1})) {
            assertThatThrownBy(() -> cached.find(argument)).isInstanceOf(IllegalArgumentException.class);
        }
        var byPoint = redis.cached("point_{0}", Duration.ofHours(1), String.class, (Point point) -> "x");
        assertThatThrownBy(() -> byPoint.apply(new Point(0, 31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be part of a cache key");
        assertThat(calls).hasValue(0);
    }

    @Test
    void genericInterface_withKnownTypes_bindsResults() {
        UserRepository cached = redis.cachedProxy(UserRepository.class, new UserRepository() {
            @Override
            public User find(Long id) {
                return new User("u" + calls.incrementAndGet());
            }

            @Override
            public List<User> all() {
                return List.of(new User("u" + calls.incrementAndGet()));
            }

            @Override
            public Map<Long, User[]> table() {
                return Map.of(1L, new User[] {new User("u" + calls.incrementAndGet())});
            }
        });
        Repository<User, Long> asParent = cached;
        for (int round = 0; round < 2; round++) {
            assertThat(cached.find(1L)).isEqualTo(new User("u1"));
            assertThat(asParent.find(1L)).isEqualTo(new User("u1"));
            assertThat(cached.all()).containsExactly(new User("u2"));
            assertThat(cached.table().get(1L)).containsExactly(new User("u3"));
        }
        assertThat(calls).hasValue(3);
    }

    @Test
    void genericInterface_overriddenMethod_isCachedThroughTheBridgeToo() {
        NameRepository cached = redis.cachedProxy(NameRepository.class, new NameRepository() {
            @Override
            public String find(Long id) {
                return "n" + calls.incrementAndGet();
            }

            @Override
            public List<String> all() {
                return List.of();
            }

            @Override
            public Map<Long, String[]> table() {
                return Map.of();
            }
        });
        Repository<String, Long> asParent = cached;
        assertThat(asParent.find(1L)).isEqualTo("n1");
        assertThat(cached.find(1L)).isEqualTo("n1");
        assertThat(asParent.find(1L)).isEqualTo("n1");
    }

    @Test
    @SuppressWarnings("unchecked")
    void genericInterface_withUnknownTypes_isRefusedAtOnce() {
        Repository<User, Long> target = redis.cachedProxy(UserRepository.class, unused());
        assertThatThrownBy(() -> redis.cachedProxy(Repository.class, target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the type of its result is not known");
    }

    private static UserRepository unused() {
        return new UserRepository() {
            @Override
            public User find(Long id) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<User> all() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<Long, User[]> table() {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void superInterfaces_oneOfThemAnnotated_isCached() {
        Both cached = redis.cachedProxy(Both.class, key -> key + calls.incrementAndGet());
        AlsoReading also = cached;
        Reading reading = cached;
        assertThat(cached.read("k")).isEqualTo("k1");
        assertThat(also.read("k")).isEqualTo("k1");
        assertThat(reading.read("k")).isEqualTo("k1");
        assertThatThrownBy(() -> redis.cachedProxy(Contradicting.class, key -> key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different annotations");
    }

    @Test
    void defaultMethod_ofTheInterface_isCached() {
        WithDefault cached = redis.cachedProxy(WithDefault.class, key -> key + calls.incrementAndGet());
        assertThat(cached.two("k")).isEqualTo("k1k2");
        assertThat(cached.two("k")).isEqualTo("k1k2");
        assertThat(cached.one("k")).isEqualTo("k3");
    }

    @Test
    void proxies_ofTwoTargets_shareNoKeysUnlessAskedTo() {
        Reading first = key -> "first" + calls.incrementAndGet();
        Reading second = key -> "second" + calls.incrementAndGet();
        assertThat(redis.cachedProxy(Reading.class, first).read("k")).isEqualTo("first1");
        assertThat(redis.cachedProxy(Reading.class, first).read("k")).isEqualTo("first1");
        assertThatThrownBy(() -> redis.cachedProxy(Reading.class, second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a name of its own");
        assertThat(redis.cachedProxy(Reading.class, second, "second").read("k")).isEqualTo("second2");
        assertThat(redis.cachedProxy(Reading.class, first, "second").read("k")).isEqualTo("second2");
        assertThatThrownBy(() -> redis.cachedProxy(Reading.class, second, "se(cond"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private final class RealStaged implements Staged {
        @Override
        public CompletionStage<User> stage(String name) {
            return name.equals("?")
                    ? CompletableFuture.failedFuture(new IOException("no such user"))
                    : CompletableFuture.completedFuture(new User(name + calls.incrementAndGet()));
        }

        @Override
        public CompletableFuture<User> future(String name) {
            return CompletableFuture.completedFuture(new User(name + calls.incrementAndGet()));
        }

        @Override
        public CompletionStage<User> change(String name, String other) {
            return CompletableFuture.completedFuture(new User(other));
        }

        @Override
        public CompletionStage<Void> remove(String name) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void stages_cachedPutAndEvicted_haveTheirValuesInTheCache() {
        Staged cached = redis.cachedProxy(Staged.class, new RealStaged());
        for (int round = 0; round < 2; round++) {
            assertThat(cached.stage("ada")).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(new User("ada1"));
            assertThat(cached.future("bob")).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(new User("bob2"));
        }
        assertThat(redis.cache().as(User.class).get("stage_ada")).contains(new User("ada1"));
        assertThat(cached.stage("?"))
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IOException.class);
        assertThat(cached.change("ada", "eve"))
                .succeedsWithin(5, TimeUnit.SECONDS)
                .isEqualTo(new User("eve"));
        assertThat(cached.stage("ada")).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(new User("eve"));
        assertThat(cached.remove("ada")).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(redis.cache().find("stage_ada").isHit()).isFalse();
    }

    private final class RealWriting implements Writing {
        @Override
        public User user(String id) {
            return new User(id + calls.incrementAndGet());
        }

        @Override
        public User change(String id, String name) {
            return new User(name);
        }

        @Override
        public void delete(String id) throws IOException {
            calls.incrementAndGet();
            if (id.equals("?")) {
                throw new IOException("no such user");
            }
        }

        @Override
        public void deleteAll() {}

        @Override
        public void save(User user) {}
    }

    @Test
    void namedCache_cachedPutAndEvicted_hasItsOptions() throws IOException {
        NamedCache<String, User> users =
                redis.cache("writing", User.class, CacheOptions.defaults().nearCache(10));
        Writing cached = redis.cachedProxy(Writing.class, new RealWriting());
        assertThat(cached.user("a")).isEqualTo(new User("a1"));
        assertThat(cached.user("a")).isEqualTo(new User("a1"));
        assertThat(users.get("user_a")).contains(new User("a1"));
        assertThat(cached.change("a", "ada")).isEqualTo(new User("ada"));
        assertThat(cached.user("a")).isEqualTo(new User("ada"));
        users.put("other_a", new User("x"));
        cached.delete("a");
        assertThat(users.getAll(List.of("user_a", "other_a"))).isEmpty();
        users.put("user_?", new User("y"));
        assertThatThrownBy(() -> cached.delete("?")).isInstanceOf(IOException.class);
        assertThat(users.find("user_?").isHit()).isFalse();
        users.put("z", new User("z"));
        cached.deleteAll();
        assertThat(users.find("z").isHit()).isFalse();
        redis.cache().put("shared_ada", 1);
        cached.save(new User("ada"));
        assertThat(redis.cache().find("shared_ada").isHit()).isFalse();
        assertThat(users.stats().loads()).isEqualTo(1);
    }

    @Test
    void evict_redisIsAway_doesNotRunTheMethod() {
        redis.cache("writing", User.class);
        redis.close();
        redis = DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(Duration.ofMillis(300))
                .connect();
        redis.cache("writing", User.class);
        Writing cached = redis.cachedProxy(Writing.class, new RealWriting());
        server.kill();
        try {
            assertThatThrownBy(() -> cached.delete("a")).isInstanceOf(RedisUnavailableException.class);
            assertThat(calls).hasValue(0);
        } finally {
            server.restartEmpty();
        }
    }

    interface EvictsNothing {
        @CacheEvict
        void clear();
    }

    interface EvictsUnknown {
        @CacheEvict(cache = "unknown")
        void clear();
    }

    interface CachesTwice {
        @Cached
        @CachePut(key = "x")
        String both();
    }

    interface HasTwoTtls {
        @Cached(cache = "named", ttl = "PT1M")
        String get();
    }

    interface RawStage {
        @Cached
        @SuppressWarnings("rawtypes")
        CompletionStage get();
    }

    interface StageOfNothing {
        @Cached
        CompletionStage<Void> get();
    }

    @Test
    void annotations_thatCannotBeFollowed_areRefusedAtOnce() {
        for (Class<?> type : List.of(
                EvictsNothing.class,
                EvictsUnknown.class,
                CachesTwice.class,
                HasTwoTtls.class,
                RawStage.class,
                StageOfNothing.class)) {
            assertThatThrownBy(() -> proxy(type)).as(type.getName()).isInstanceOf(IllegalArgumentException.class);
        }
        redis.cache("writing", Long.class);
        assertThatThrownBy(() -> redis.cachedProxy(Writing.class, new RealWriting()))
                .isInstanceOf(IllegalStateException.class);
    }

    private <T> T proxy(Class<T> type) {
        return redis.cachedProxy(
                type,
                type.cast(java.lang.reflect.Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null)));
    }
}

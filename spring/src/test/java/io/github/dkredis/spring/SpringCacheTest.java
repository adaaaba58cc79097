package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.spring.UserService.User;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The cache as Spring's annotations use it. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class SpringCacheTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Applications applications = new Applications();

    @AfterEach
    void close() throws Exception {
        applications.close();
    }

    private DkRedis client(RedisServer server) {
        return applications.client(server);
    }

    /** Starts an application with a client and some beans. */
    private AnnotationConfigApplicationContext application(
            DkRedis redis, UnaryOperator<DkRedisCacheManagerBuilder> settings, Class<?>... beans) {
        AnnotationConfigApplicationContext context = applications.withCaching(redis, settings, beans);
        context.refresh();
        return context;
    }

    private UserService users(RedisServer server) {
        return application(client(server), UnaryOperator.identity(), UserService.class)
                .getBean(UserService.class);
    }

    // ---- values and their types

    @Test
    void cacheable_secondCallOfEachKind_comesFromTheCacheInItsType(RedisServer server) {
        UserService users = users(server);
        users.names().put(1L, "Ada");
        User ada = new User(1, "Ada");

        assertThat(users.user(1)).isEqualTo(ada);
        assertThat(users.optional(1)).contains(ada);
        assertThat(users.future(1).join()).isEqualTo(ada);
        assertThat(users.syncFuture(1).join()).isEqualTo(ada);
        assertThat(users.mono(1).block()).isEqualTo(ada);
        assertThat(users.calls()).isEqualTo(1);

        assertThat(users.all()).containsExactly(ada);
        assertThat(users.flux().collectList().block()).containsExactly(ada);
        assertThat(users.calls()).isEqualTo(2);
    }

    @Test
    void values_inRedis_areJsonWithoutNamesOfClasses(RedisServer server) {
        DkRedis redis = client(server);
        UserService users =
                application(redis, UnaryOperator.identity(), UserService.class).getBean(UserService.class);
        users.names().put(1L, "Ada");

        users.user(1);

        String pattern = "dkredis:cache:users:*:%long:1";
        Await.until(() -> !keys(server, pattern).isEmpty(), LIMIT); // the reply to the store is not waited for
        List<?> keys = keys(server, pattern);
        assertThat(keys).hasSize(1);
        assertThat(String.valueOf(server.command("GET", String.valueOf(keys.get(0)))))
                .contains("{\"id\":1,\"name\":\"Ada\"}")
                .doesNotContain("dkredis.spring");
    }

    private static List<?> keys(RedisServer server, String pattern) {
        return (List<?>) Objects.requireNonNull(server.command("KEYS", pattern));
    }

    @Test
    void cacheable_null_isCachedInEveryForm(RedisServer server) {
        UserService users = users(server);

        assertThat(users.user(7)).isNull();
        assertThat(users.user(7)).isNull();
        assertThat(users.optional(7)).isEmpty();
        assertThat(users.future(7).join()).isNull();
        assertThat(users.syncFuture(7).join()).isNull();
        assertThat(users.mono(7).block()).isNull();

        assertThat(users.calls()).isEqualTo(1);
    }

    @Test
    void cacheable_asyncMiss_isStored(RedisServer server) {
        UserService users = users(server);
        users.names().put(1L, "Ada");

        users.future(1).join();
        users.evict(1);
        users.mono(1).block();
        users.evict(1);
        users.syncFuture(1).join();
        users.user(1);

        assertThat(users.calls()).isEqualTo(3);
    }

    @Test
    void cacheable_severalParameters_areTheKey(RedisServer server) {
        UserService users = users(server);

        assertThat(users.pair("a", 1)).isEqualTo("a1");
        assertThat(users.pair("a", 1)).isEqualTo("a1");
        assertThat(users.pair("a,", 1)).isEqualTo("a,1");

        assertThat(users.calls()).isEqualTo(2);
    }

    @Test
    void sync_loaderThrows_throwsTheMethodsOwnException(RedisServer server) {
        UserService users = users(server);

        assertThatThrownBy(() -> users.failing(3))
                .isInstanceOf(IOException.class)
                .hasMessage("no 3");
        assertThat(users.user(3)).isNull();
    }

    // ---- single flight

    /** Planted once: a get with a loader that looks up, loads and puts. Several of the sixteen callers loaded. */
    @Test
    void sync_twoInstances_loadOnce(RedisServer server) throws Exception {
        UserService here = users(server);
        UserService there = users(server);
        here.names().put(1L, "Ada");
        there.names().put(1L, "Ada");
        CountDownLatch begun = new CountDownLatch(16);
        here.whileLoading(() -> await(begun));
        there.whileLoading(() -> await(begun));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<@Nullable User>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                UserService users = i % 2 == 0 ? here : there;
                results.add(threads.submit(() -> {
                    begun.countDown();
                    return users.user(1);
                }));
            }
            for (Future<@Nullable User> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(new User(1, "Ada"));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(here.calls() + there.calls()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- changes

    @Test
    void cachePut_otherInstance_readsTheNewValue(RedisServer server) {
        UserService here = users(server);
        UserService there = users(server);
        here.names().put(1L, "Ada");
        here.user(1);

        here.rename(1, "Grace");

        assertThat(there.user(1)).isEqualTo(new User(1, "Grace"));
        assertThat(there.calls()).isZero();
    }

    @Test
    void cacheEvict_entry_isLoadedAgain(RedisServer server) {
        UserService users = users(server);
        users.user(1);
        users.user(2);

        users.evict(1);
        users.user(1);
        users.user(2);

        assertThat(users.calls()).isEqualTo(3);
    }

    @Test
    void cacheEvict_allEntries_isOneStep(RedisServer server) {
        UserService users = users(server);
        users.evictAll(); // so that the server knows the script
        for (int i = 0; i < 20; i++) {
            users.user(i);
        }
        String entries = "dkredis:cache:users:*";
        Await.until(() -> keys(server, entries).size() == 20, LIMIT); // replies to stores are not waited for
        server.resetStats();

        users.evictAll();

        assertThat(server.calls("eval") + server.calls("evalsha")).isEqualTo(1);
        assertThat(server.calls("scan") + server.calls("del") + server.calls("unlink"))
                .isZero();
        assertThat(keys(server, entries)).as("no entry is removed, one by one").hasSize(20);
        users.user(3);
        assertThat(users.calls()).isEqualTo(21);
    }

    @Test
    void cacheEvict_applicationThatNeverReads_needsNoType(RedisServer server) {
        UserService reader = users(server);
        reader.user(1);
        OnlyEvicts evicts = application(client(server), UnaryOperator.identity(), OnlyEvicts.class)
                .getBean(OnlyEvicts.class);

        evicts.evict(1);
        reader.user(1);

        assertThat(reader.calls()).isEqualTo(2);
    }

    static class OnlyEvicts {

        @CacheEvict("users")
        public void evict(long id) {}
    }

    // ---- the start

    static class OtherType {

        @Cacheable("users")
        public String name(long id) {
            return "user " + id;
        }
    }

    static class AnyType {

        @Cacheable("anything")
        public Object anything() {
            return 1;
        }
    }

    @Test
    void start_twoTypesInOneCache_failsAndNamesThem(RedisServer server) {
        DkRedis redis = client(server);

        assertThatThrownBy(() -> application(redis, UnaryOperator.identity(), UserService.class, OtherType.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"users\"")
                .hasMessageContaining("OtherType.name returns java.lang.String")
                .hasMessageContaining("UserService.")
                .hasMessageContaining("dkredis.cache.users.type");
    }

    @Test
    void start_twoTypesInOneCacheWithAConfiguredType_works(RedisServer server) {
        CacheSettings settings =
                new CacheSettings("java.lang.String", null, null, null, null, null, null, null, null, null);
        OtherType bean = application(
                        client(server), builder -> builder.cache("users", settings), UserService.class, OtherType.class)
                .getBean(OtherType.class);

        assertThat(bean.name(1)).isEqualTo("user 1");
        assertThat(bean.name(1)).isEqualTo("user 1");
    }

    @Test
    void start_methodReturnsObject_failsAndNamesTheProperty(RedisServer server) {
        DkRedis redis = client(server);

        assertThatThrownBy(() -> application(redis, UnaryOperator.identity(), AnyType.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("AnyType.anything")
                .hasMessageContaining("dkredis.cache.anything.type");
    }

    @Test
    void start_unknownCacheAndThoseAreRefused_failsAndNamesIt(RedisServer server) {
        DkRedis redis = client(server);

        assertThatThrownBy(() -> application(
                        redis,
                        builder -> builder.unknownCaches(UnknownCaches.REFUSE)
                                .cache("users", CacheSettings.none())
                                .cache("lists", CacheSettings.none()),
                        UserService.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"pairs\"")
                .hasMessageContaining("UserService.pair")
                .hasMessageContaining("dkredis.cache.pairs");
        DkRedisCacheManager manager = DkRedisCacheManager.builder(redis)
                .unknownCaches(UnknownCaches.REFUSE)
                .build();
        assertThat(manager.getCache("other")).isNull();
    }

    @Test
    void start_settingNamesNoClass_failsAndNamesTheProperty(RedisServer server) {
        CacheSettings settings =
                new CacheSettings("com.exmaple.User", null, null, null, null, null, null, null, null, null);

        assertThatThrownBy(() -> DkRedisCacheManager.builder(client(server)).cache("users", settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dkredis.cache.users.type")
                .hasMessageContaining("com.exmaple.User");
    }

    /** The other manager's methods have types of their own, which are of no concern here. */
    static class OfOtherManager {

        @Cacheable(cacheNames = "users", cacheManager = "other")
        public int number() {
            return 1;
        }
    }

    @Test
    void start_twoManagers_looksAtItsOwnMethodsOnly(RedisServer server) {
        AnnotationConfigApplicationContext context =
                application(client(server), UnaryOperator.identity(), UserService.class);
        AnnotationConfigApplicationContext both = applications.closedAtTheEnd(new AnnotationConfigApplicationContext());
        both.registerBean(
                "mine",
                CacheManager.class,
                () -> DkRedisCacheManager.builder(client(server)).build());
        both.registerBean("other", CacheManager.class, () -> new ConcurrentMapCacheManager());
        both.registerBean(
                DkRedisCachingConfigurer.class,
                () -> new DkRedisCachingConfigurer((DkRedisCacheManager) both.getBean("mine")));
        both.register(Applications.Caching.class, UserService.class, OfOtherManager.class);

        both.refresh();

        assertThat(both.getBean(OfOtherManager.class).number()).isEqualTo(1);
        assertThat(((CacheManager) both.getBean("other")).getCacheNames()).contains("users");
        assertThat(context.getBean(DkRedisCacheManager.class).getCacheNames())
                .containsExactly("lists", "pairs", "users");
    }

    // ---- settings

    @Test
    void nearCache_secondRead_sendsNothing(RedisServer server) {
        CacheSettings near = new CacheSettings(null, null, null, null, null, null, 100L, null, null, null);
        UserService users = application(client(server), builder -> builder.cache("users", near), UserService.class)
                .getBean(UserService.class);
        users.user(1);
        Await.until(
                () -> {
                    users.user(1);
                    server.resetStats();
                    users.user(1);
                    return server.calls("get") + server.calls("evalsha") == 0;
                },
                LIMIT);

        assertThat(users.calls()).isEqualTo(1);
    }

    @Test
    void settings_all_areThoseOfTheOptions() {
        Duration second = Duration.ofSeconds(1);
        CacheOptions defaults = CacheOptions.defaults().codec(Codec.json());
        CacheSettings settings = new CacheSettings(
                null,
                ValueCodec.PICKLE,
                second,
                second.multipliedBy(2),
                second.multipliedBy(3),
                second.multipliedBy(4),
                5L,
                second.multipliedBy(6),
                second.multipliedBy(7),
                second.multipliedBy(8));

        assertThat(settings.applyTo(defaults))
                .isEqualTo(CacheOptions.defaults()
                        .codec(Codec.pickle())
                        .ttl(second)
                        .nullTtl(second.multipliedBy(2))
                        .staleWindow(second.multipliedBy(3))
                        .staleOnError(second.multipliedBy(4))
                        .nearCache(5, second.multipliedBy(6))
                        .fillLease(second.multipliedBy(7))
                        .loadTimeout(second.multipliedBy(8)));
        assertThat(CacheSettings.none().applyTo(defaults)).isEqualTo(defaults);
    }

    // ---- Redis away

    @Test
    void redisAway_cachedMethods_loadAndEvictionsFail(RedisServer server, FaultProxy proxy) {
        DkRedis redis = applications.closedAtTheEnd(Clients.connect(proxy.uri().toString(), Duration.ofSeconds(1)));
        UserService users =
                application(redis, UnaryOperator.identity(), UserService.class).getBean(UserService.class);
        users.names().put(1L, "Ada");
        users.user(1);
        proxy.refuse();
        proxy.cut();

        assertThat(users.user(1)).isEqualTo(new User(1, "Ada"));
        assertThat(users.optional(1)).contains(new User(1, "Ada"));
        assertThat(users.future(1).join()).isEqualTo(new User(1, "Ada"));
        assertThat(users.mono(1).block()).isEqualTo(new User(1, "Ada"));
        assertThat(users.calls()).isEqualTo(5);
        assertThatThrownBy(() -> users.evict(1)).isInstanceOf(RedisUnavailableException.class);
        proxy.accept();
    }

    // ---- the interface itself

    @Test
    void cache_itsOwnMethods_keepTheirContracts(RedisServer server) throws Exception {
        DkRedisCacheManager manager = DkRedisCacheManager.builder(client(server))
                .type("numbers", Integer.class)
                .build();
        Cache cache = Objects.requireNonNull(manager.getCache("numbers"));

        assertThat(cache.get("a")).isNull();
        assertThat(cache.retrieve("a").get(60, TimeUnit.SECONDS)).isNull();
        assertThat(cache.putIfAbsent("a", 1)).isNull();
        assertThat(cache.putIfAbsent("a", 2))
                .extracting(Cache.ValueWrapper::get)
                .isEqualTo(1);
        assertThat(cache.get("a", Integer.class)).isEqualTo(1);
        assertThatThrownBy(() -> cache.get("a", String.class)).isInstanceOf(IllegalStateException.class);
        assertThat(cache.get("b", () -> 2)).isEqualTo(2);
        assertThatThrownBy(() -> cache.get("c", () -> {
                    throw new IOException("none");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasCauseInstanceOf(IOException.class);
        cache.put("null", null);
        assertThat(cache.get("null")).extracting(Cache.ValueWrapper::get).isNull();
        assertThat(cache.retrieve("null").get(60, TimeUnit.SECONDS)).isInstanceOf(Cache.ValueWrapper.class);
        assertThat(cache.evictIfPresent("a")).isTrue();
        assertThat(cache.evictIfPresent("a")).isFalse();
        assertThat(cache.invalidate()).isFalse();
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void cache_withoutAType_saysWhatToSet(RedisServer server) {
        DkRedisCacheManager manager =
                DkRedisCacheManager.builder(client(server)).build();
        Cache cache = Objects.requireNonNull(manager.getCache("untyped"));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dkredis.cache.untyped.type");
    }
}

package io.github.dkredis.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RMap;
import org.redisson.api.RMapCache;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.JsonJackson3Codec;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;

/** The code of the guide for users of Redisson, before and after, on one server. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FromRedissonTest {

    record User(String name, int age) {}

    private RedisServer server;
    private RedissonClient redisson;
    private DkRedis redis;

    private int reports;
    private int skipped;
    private long fence;

    @BeforeAll
    void connect(RedisServer shared) {
        server = shared;
        Config config = new Config();
        config.useSingleServer().setAddress(server.uri().toString());
        this.redisson = Redisson.create(config);
        this.redis = Clients.connect(server);
    }

    @AfterAll
    void close() {
        redisson.shutdown(0, 2, TimeUnit.SECONDS);
        redis.close();
    }

    private void writeReport() {
        reports++;
    }

    private void writeReport(long token) {
        fence = token;
    }

    private void skip() {
        skipped++;
    }

    private static User loadUser(String name) {
        return new User(name, 36);
    }

    // ---- locks

    private void lockBefore() {
        RLock lock = redisson.getLock("report");
        lock.lock();
        try {
            writeReport();
        } finally {
            lock.unlock();
        }
    }

    private void lockAfter() {
        redis.mutex("report").run(() -> writeReport());
    }

    private void tryLockBefore() throws InterruptedException {
        RLock lock = redisson.getLock("report");
        if (lock.tryLock(5, 60, TimeUnit.SECONDS)) {
            try {
                writeReport();
            } finally {
                lock.unlock();
            }
        } else {
            skip();
        }
    }

    private void tryLockAfter() {
        Mutex mutex = redis.mutex("report").lease(Duration.ofSeconds(60));
        try (Lease lease = mutex.tryAcquire(Duration.ofSeconds(5)).orElse(null)) {
            if (lease != null) {
                writeReport();
            } else {
                skip();
            }
        }
    }

    private void fenceBefore() {
        RFencedLock lock = redisson.getFencedLock("report");
        long token = lock.lockAndGetToken();
        try {
            writeReport(token);
        } finally {
            lock.unlock();
        }
    }

    private void fenceAfter() {
        try (Lease lease = redis.mutex("report").acquire()) {
            writeReport(lease.fencingToken());
        }
    }

    private void lockInBetween() {
        RLock old = redisson.getLock("report");
        old.lock();
        try {
            redis.mutex("report").run(() -> writeReport());
        } finally {
            old.unlock();
        }
    }

    @Test
    void locks_beforeAndAfter_areHeldAndReleased() throws Exception {
        int before = reports;
        lockBefore();
        lockAfter();
        tryLockBefore();
        tryLockAfter();
        lockInBetween();
        assertThat(reports).isEqualTo(before + 5);
        assertThat(skipped).isZero();

        fenceBefore();
        assertThat(fence).isPositive();
        fenceAfter();
        assertThat(fence).as("microseconds of the server's clock").isGreaterThan(1_000_000_000_000_000L);
    }

    @Test
    void locks_ofBothLibraries_doNotExcludeEachOther() {
        RLock old = redisson.getLock("report");
        old.lock();
        Optional<Lease> lease = redis.mutex("report").tryAcquire();
        assertThat(lease).isPresent();

        assertThat(server.command("TYPE", "report")).isEqualTo("hash");
        assertThat(server.command("TYPE", "dkredis:mutex:report")).isEqualTo("string");
        lease.ifPresent(Lease::close);
        old.unlock();
    }

    @Test
    void lockInBetween_keepsTheOldAndTheNewVersionOut() {
        RLock old = redisson.getLock("report");
        old.lock();
        try {
            redis.mutex("report").run(() -> {
                boolean oldVersionEnters = CompletableFuture.supplyAsync(
                                () -> redisson.getLock("report").tryLock())
                        .join();
                assertThat(oldVersionEnters).isFalse();
                assertThat(redis.mutex("report").tryAcquire()).isEmpty();
            });
        } finally {
            old.unlock();
        }
    }

    // ---- cache

    private @Nullable User cacheBefore() {
        RMapCache<String, User> users = redisson.getMapCache("users");
        User ada = users.computeIfAbsent("ada", Duration.ofMinutes(10), name -> loadUser(name));
        users.fastRemove("ada");
        return ada;
    }

    private @Nullable User cacheAfter() {
        NamedCache<String, User> users = redis.cache(
                "users",
                User.class,
                CacheOptions.defaults().ttl(Duration.ofMinutes(10)).nearCache(10_000));
        User ada = users.get("ada", name -> loadUser(name));
        users.remove("ada");
        return ada;
    }

    @Test
    void cache_beforeAndAfter_loads() {
        assertThat(cacheBefore()).isEqualTo(cacheAfter()).isEqualTo(new User("ada", 36));
    }

    // ---- limit

    private boolean limitBefore() {
        RRateLimiter limiter = redisson.getRateLimiter("mail:ada");
        limiter.trySetRate(RateType.OVERALL, 10, Duration.ofSeconds(1));
        boolean allowed = limiter.tryAcquire();
        return allowed;
    }

    private boolean limitAfter() {
        RateLimiter limiter = redis.rateLimiter("mail:ada", Rate.of(10, Duration.ofSeconds(1)));
        boolean allowed = limiter.tryAcquire().isAllowed();
        return allowed;
    }

    @Test
    void limit_beforeAndAfter_allowsAndIsCountedApart() {
        assertThat(limitBefore()).isTrue();
        assertThat(limitAfter()).isTrue();
        assertThat(server.command("TTL", "mail:ada"))
                .as("Redisson's rate lives for ever")
                .isEqualTo(-1L);
        Await.until( // a limit is gone once it is full again, a tenth of a second after one permit
                () -> {
                    limitAfter();
                    return (Long) server.command("PTTL", "dkredis:ratelimit:{mail:ada}:10/PT1S/10") > 0;
                },
                Duration.ofSeconds(30));
    }

    // ---- values

    private User valueBefore() {
        RBucket<User> bucket = redisson.getBucket("user:7", new TypedJsonJackson3Codec(User.class));
        bucket.set(new User("Ada", 36), Duration.ofMinutes(5));
        User ada = bucket.get();
        return ada;
    }

    private User valueAfter() {
        redis.values(Codec.json()).set("user:7", new User("Ada", 36), Duration.ofMinutes(5));
        User ada = redis.values(Codec.json()).get("user:7", User.class).orElseThrow();
        return ada;
    }

    @Test
    void values_inPlainJson_areReadByBoth() {
        assertThat(valueBefore()).isEqualTo(new User("Ada", 36));
        assertThat(redis.values(Codec.json()).get("user:7", User.class)).contains(new User("Ada", 36));

        assertThat(valueAfter()).isEqualTo(new User("Ada", 36));
        assertThat(redisson.<User>getBucket("user:7", new TypedJsonJackson3Codec(User.class))
                        .get())
                .isEqualTo(new User("Ada", 36));
    }

    @Test
    void values_withNamesOfClassesOrInKryo_areNotSharedInBothDirections() {
        redisson.getBucket("json", new JsonJackson3Codec()).set(new User("Ada", 36));
        assertThat(redis.values(Codec.json()).get("json", User.class)).contains(new User("Ada", 36));
        redis.values(Codec.json()).set("json", new User("Eve", 20));
        assertThatThrownBy(() ->
                        redisson.getBucket("json", new JsonJackson3Codec()).get())
                .isNotNull();

        redisson.getBucket("kryo").set(new User("Ada", 36));
        assertThatThrownBy(() -> redis.values(Codec.json()).get("kryo", User.class))
                .isInstanceOf(CodecException.class);
    }

    // ---- map

    private @Nullable String mapBefore() {
        RMap<String, String> session = redisson.getMap("session:7", StringCodec.INSTANCE);
        session.putAll(Map.of("user", "ada", "theme", "dark"));
        session.expire(Duration.ofHours(1));
        String theme = session.get("theme");
        return theme;
    }

    private String mapAfter() {
        redis.hashes().set("session:7", Map.of("user", "ada", "theme", "dark"), Duration.ofHours(1));
        String theme = redis.hashes().get("session:7", "theme").orElseThrow();
        return theme;
    }

    @Test
    void map_ofStrings_isReadByBoth() {
        assertThat(mapBefore()).isEqualTo("dark");
        assertThat(redis.hashes().get("session:7")).containsEntry("user", "ada");

        assertThat(mapAfter()).isEqualTo("dark");
        assertThat(redisson.<String, String>getMap("session:7", StringCodec.INSTANCE)
                        .get("user"))
                .isEqualTo("ada");
    }

    // ---- atomic changes

    private long countBefore() {
        long visits = redisson.getAtomicLong("visits").incrementAndGet();
        return visits;
    }

    private long countAfter() {
        long visits = redis.atomics().increment("visits", 1);
        return visits;
    }

    private void updateBefore() {
        RBucket<String> stock = redisson.getBucket("stock:7", StringCodec.INSTANCE);
        String old;
        do {
            old = stock.get();
        } while (!stock.compareAndSet(old, String.valueOf(Integer.parseInt(old) - 1)));
    }

    private void updateAfter() {
        redis.atomics().update("stock:7", old -> {
            int left = Integer.parseInt(Objects.requireNonNull(old)); // null if there is no such key
            return String.valueOf(left - 1);
        });
    }

    @Test
    void atomicChanges_ofBothLibraries_goTogether() {
        assertThat(countBefore()).isEqualTo(1);
        assertThat(countAfter()).isEqualTo(2);
        assertThat(countBefore()).isEqualTo(3);

        server.command("SET", "stock:7", "10");
        updateBefore();
        updateAfter();
        assertThat(server.command("GET", "stock:7")).isEqualTo("8");
    }

    // ---- semaphore

    private void permitBefore() throws InterruptedException {
        RPermitExpirableSemaphore semaphore = redisson.getPermitExpirableSemaphore("api");
        semaphore.trySetPermits(10);
        String permit = semaphore.acquire(30, TimeUnit.SECONDS);
        try {
            writeReport();
        } finally {
            semaphore.release(permit);
        }
    }

    private void permitAfter() {
        try (Permit permit = redis.semaphore("api", 10).acquire()) {
            writeReport(permit.fencingToken());
        }
    }

    @Test
    void semaphore_beforeAndAfter_isTakenAndGivenBack() throws Exception {
        int before = reports;
        permitBefore();
        assertThat(reports).isEqualTo(before + 1);
        permitAfter();
        assertThat(server.command("HGET", "dkredis:semaphore:api", "size")).isEqualTo("10");
    }
}

package io.github.dkredis.guides;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;
import tools.jackson.databind.json.JsonMapper;

/** The code of the guide for users of Jedis, before and after, on one server. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FromJedisTest {

    record User(String name, int age) {}

    private RedisServer server;
    private RedisClient jedis;
    private DkRedis redis;
    private final JsonMapper mapper = new JsonMapper();

    private int reports;

    @BeforeAll
    void connect(RedisServer shared) {
        server = shared;
        this.jedis = RedisClient.builder()
                .hostAndPort(server.host(), server.port())
                .clientConfig(DefaultJedisClientConfig.builder()
                        .timeoutMillis(Clients.MILLIS)
                        .build())
                .build();
        this.redis = Clients.connect(server);
    }

    @AfterAll
    void close() {
        jedis.close();
        redis.close();
    }

    private void writeReport() {
        reports++;
    }

    private static User loadUser(String name) {
        return new User(name, 36);
    }

    // ---- lock

    private void lockBefore() throws InterruptedException {
        String token = UUID.randomUUID().toString();
        while (jedis.set("lock:report", token, SetParams.setParams().nx().px(30_000)) == null) {
            Thread.sleep(100);
        }
        try {
            writeReport();
        } finally {
            String release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end";
            jedis.eval(release, List.of("lock:report"), List.of(token));
        }
    }

    private void lockAfter() {
        redis.mutex("report").run(() -> writeReport());
    }

    @Test
    void lock_beforeAndAfter_isHeldAndReleased() throws Exception {
        lockBefore();
        lockAfter();

        assertThat(reports).isEqualTo(2);
        assertThat(server.command("EXISTS", "lock:report")).isEqualTo(0L);
    }

    // ---- cache

    private User cacheBefore() {
        String json = jedis.get("user:ada");
        User ada;
        if (json == null) {
            ada = loadUser("ada");
            jedis.set(
                    "user:ada",
                    mapper.writeValueAsString(ada),
                    SetParams.setParams().ex(600));
        } else {
            ada = mapper.readValue(json, User.class);
        }
        return ada;
    }

    private @Nullable User cacheAfter() {
        NamedCache<String, User> users = redis.cache(
                "users",
                User.class,
                CacheOptions.defaults().ttl(Duration.ofMinutes(10)).nearCache(10_000));
        User ada = users.get("ada", name -> loadUser(name));
        return ada;
    }

    @Test
    void cache_beforeAndAfter_loadsAndReads() {
        assertThat(cacheBefore()).isEqualTo(new User("ada", 36));
        assertThat(cacheBefore()).isEqualTo(new User("ada", 36));
        assertThat(cacheAfter()).isEqualTo(new User("ada", 36));
        assertThat(redis.values(Codec.json()).get("user:ada", User.class)).contains(new User("ada", 36));
    }

    // ---- limit

    private boolean limitBefore() {
        String window = "mail:ada:" + Instant.now().getEpochSecond();
        long count = jedis.incr(window);
        jedis.expire(window, 2);
        boolean allowed = count <= 10;
        return allowed;
    }

    private boolean limitAfter() {
        RateLimiter limiter = redis.rateLimiter("mail:ada", Rate.of(10, Duration.ofSeconds(1)));
        boolean allowed = limiter.tryAcquire().isAllowed();
        return allowed;
    }

    @Test
    void limit_beforeAndAfter_allows() {
        assertThat(limitBefore()).isTrue();
        assertThat(limitAfter()).isTrue();
    }

    // ---- values

    private String valueBefore() {
        jedis.set("greeting", "hello", SetParams.setParams().ex(300));
        String greeting = jedis.get("greeting");
        return greeting;
    }

    private String valueAfter() {
        redis.values(Codec.string()).set("greeting", "hello", Duration.ofMinutes(5));
        String greeting =
                redis.values(Codec.string()).get("greeting", String.class).orElseThrow();
        return greeting;
    }

    @Test
    void values_asText_areReadByBoth() {
        assertThat(valueBefore()).isEqualTo("hello");
        assertThat(redis.values(Codec.string()).get("greeting")).contains("hello");
        assertThat(valueAfter()).isEqualTo("hello");
        assertThat(jedis.get("greeting")).isEqualTo("hello");
    }

    // ---- hashes

    private Map<String, String> hashBefore() {
        jedis.hset("session:7", Map.of("user", "ada", "theme", "dark"));
        jedis.expire("session:7", 3600);
        Map<String, String> session = jedis.hgetAll("session:7");
        return session;
    }

    private Map<String, String> hashAfter() {
        redis.hashes().set("session:7", Map.of("user", "ada", "theme", "dark"), Duration.ofHours(1));
        Map<String, String> session = redis.hashes().get("session:7");
        return session;
    }

    private Map<String, String> fieldBefore() {
        Map<String, String> themes = new HashMap<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page =
                    jedis.scan(cursor, new ScanParams().match("session:*").count(200), "hash");
            for (String key : page.getResult()) {
                String theme = jedis.hget(key, "theme");
                if (theme != null) {
                    themes.put(key, theme);
                }
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return themes;
    }

    private Map<String, String> fieldAfter() {
        Map<String, String> themes = redis.hashes().field("session:*", "theme");
        return themes;
    }

    @Test
    void hashes_areReadByBoth() {
        assertThat(hashBefore()).isEqualTo(Map.of("user", "ada", "theme", "dark"));
        assertThat(hashAfter()).isEqualTo(Map.of("user", "ada", "theme", "dark"));
        assertThat(jedis.hget("session:7", "user")).isEqualTo("ada");
        assertThat(fieldBefore()).isEqualTo(fieldAfter()).isEqualTo(Map.of("session:7", "dark"));
    }

    // ---- atomic changes

    private Jedis connect() {
        return new Jedis(server.host(), server.port(), Clients.MILLIS);
    }

    private void updateBefore() {
        try (Jedis connection = connect()) {
            List<Object> written;
            do {
                connection.watch("stock:7");
                int left = Integer.parseInt(connection.get("stock:7"));
                Transaction transaction = connection.multi();
                transaction.set("stock:7", String.valueOf(left - 1));
                written = transaction.exec();
            } while (written == null);
        }
    }

    private void updateAfter() {
        redis.atomics().update("stock:7", old -> {
            int left = Integer.parseInt(Objects.requireNonNull(old)); // null if there is no such key
            return String.valueOf(left - 1);
        });
    }

    @Test
    void atomicChanges_ofBothLibraries_goTogether() {
        assertThat(jedis.incr("visits")).isEqualTo(1);
        assertThat(redis.atomics().increment("visits", 1)).isEqualTo(2);

        server.command("SET", "stock:7", "10", "EX", "100");
        updateAfter();
        assertThat((Long) server.command("TTL", "stock:7")).isPositive();
        updateBefore();
        assertThat(server.command("GET", "stock:7")).isEqualTo("8");
        assertThat(server.command("TTL", "stock:7")).as("SET removes the TTL").isEqualTo(-1L);
    }
}

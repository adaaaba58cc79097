package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No caller waits for the reply of a fill, and yet a client reads what it has filled. Each of these tests but the last
 * caught a planted bug: a reader that does not wait for unconfirmed fills.
 */
@RedisTest
@Timeout(60)
class FillVisibilityTest {

    private static final int ROUNDS = 50;
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());

    private RedisServer server;
    private FaultProxy proxy;
    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        redis = DkRedis.connect(proxy.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    /** Makes the server forget the script of the fill, which then is sent twice. */
    private String loadAndForget(String value) {
        server.command("SCRIPT", "FLUSH");
        return value;
    }

    @Test
    void find_afterALoadWhoseScriptWasUnknown_isAHit() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        for (int i = 0; i < ROUNDS; i++) {
            cache.get("k" + i, this::loadAndForget);
            assertThat(cache.find("k" + i).isHit()).as("round " + i).isTrue();
        }
    }

    @Test
    void getAll_afterALoadOfManyWhoseScriptWasUnknown_findsAll() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        for (int i = 0; i < ROUNDS; i++) {
            List<String> keys = List.of("a" + i, "b" + i);
            cache.getAll(keys, missing -> Map.of(keys.get(0), loadAndForget("1"), keys.get(1), "2"));
            assertThat(cache.getAll(keys)).containsOnlyKeys(keys);
        }
    }

    @Test
    void find_overTheOtherConnection_isAHit() {
        NamedCache<String, String> near = redis.cache("n", String.class, TEXT.nearCache(1_000));
        for (int i = 0; i < ROUNDS; i++) {
            near.get("k" + i, this::loadAndForget);
            assertThat(near.find("k" + i).isHit()).as("round " + i).isTrue();
        }
    }

    @Test
    void find_afterALoadWhoseFillHadToBeRepeated_isAHit() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        cache.get("warm", key -> "up");
        for (int i = 0; i < 5; i++) {
            cache.get("k" + i, key -> {
                proxy.onNext("EVALSHA").cutBefore();
                return "v";
            });
            assertThat(cache.find("k" + i).isHit()).as("round " + i).isTrue();
        }
    }

    @Test
    void asyncFind_afterALoad_isAHit() throws Exception {
        ObjectCache<Object> cache = redis.cache();
        for (int i = 0; i < ROUNDS; i++) {
            cache.get(i, key -> loadAndForget("v"));
            CompletableFuture<CacheResult<Object>> found = cache.async().find(i).toCompletableFuture();
            assertThat(found.get(9, TimeUnit.SECONDS).isHit()).as("round " + i).isTrue();
        }
    }

    @Test
    void find_fillNeverAnswered_endsWithinTheTimeLimits() {
        try (DkRedis hasty = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofMillis(300))
                .connect()) {
            NamedCache<String, String> cache = hasty.cache("c", String.class, TEXT);
            cache.get("warm", key -> "up");
            cache.get("k", key -> {
                proxy.onNext("EVALSHA").swallowReplies();
                return "v";
            });
            assertThat(cache.get("k", key -> "again")).isIn("v", "again");
        }
    }
}

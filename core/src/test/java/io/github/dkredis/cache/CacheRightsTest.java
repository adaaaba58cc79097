package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A user without channel rights, which is the default of new users since Redis 7. Two former defects: a {@code remove}
 * failed after it had removed, and every hit took two round trips.
 */
@RedisTest
@Timeout(60)
class CacheRightsTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void cache_userWithoutChannels_worksAndHitsAreOneCommand(RedisServer server) throws Exception {
        server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "resetchannels", "+@all");
        URI uri = server.uri();
        String user = "redis://app:secret@" + uri.getHost() + ":" + uri.getPort();
        CacheOptions text = CacheOptions.defaults().codec(Codec.string());
        try (DkRedis redis = DkRedis.connect(user);
                DkRedis other = DkRedis.connect(user)) {
            NamedCache<String, String> cache = redis.cache("c", String.class, text);
            NamedCache<String, String> there = other.cache("c", String.class, text);
            cache.put("k", "1");
            Await.until(
                    () -> {
                        cache.find("k");
                        return Warm.isTracked(cache);
                    },
                    SOON);
            server.resetStats();
            for (int i = 0; i < 10; i++) {
                assertThat(cache.get("k")).contains("1");
            }
            assertThat(server.calls("get")).isEqualTo(10);
            assertThat(server.calls("evalsha") + server.calls("eval")).isZero();

            assertThat(there.remove("k")).isTrue();
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<String> first = Background.run(() -> there.get("k", key -> {
                loading.countDown();
                uninterrupted(goOn);
                return "2";
            }));
            loading.await();
            CompletableFuture<String> second = Background.run(() -> cache.get("k", key -> "mine"));
            Await.until(() -> cache.stats().waits() == 1, SOON);
            assertThat(there.remove("k")).isFalse(); // voids the load, although its holder cannot be told
            goOn.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("2");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("mine");
            assertThat(redis.invalidator().saving(() -> List.of(cache.entry("k")), () -> "saved"))
                    .isEqualTo("saved");
            assertThat(cache.find("k").isHit()).isFalse();
        }
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

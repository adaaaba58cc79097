package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The near cache while the connection that receives invalidations is lost. One server is enough, since the client alone
 * decides what it serves then; {@link NearCacheTest} runs on every server.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class NearCacheFaultTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());

    private FaultProxy proxy;
    private DkRedis redis;
    private DkRedis other;
    private NamedCache<String, String> near;
    private NamedCache<String, String> far;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.proxy = proxy;
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofSeconds(1))
                .connect();
        other = DkRedis.connect(server.uri().toString());
        near = redis.cache("n", String.class, TEXT.nearCache(100));
        far = other.cache("n", String.class, TEXT);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private void keep(String value) {
        far.put("k", value);
        Await.until(
                () -> {
                    long before = near.stats().nearHits();
                    return Optional.of(value).equals(asked()) && near.stats().nearHits() > before;
                },
                SOON,
                () -> "never kept: " + near.stats());
    }

    /** The value, or empty while Redis cannot be reached. */
    private Optional<String> asked() {
        try {
            return near.get("k");
        } catch (RedisUnavailableException e) {
            return Optional.empty();
        }
    }

    /** Caught a planted bug: entries, and a tracking session, that outlive their connection. */
    @Test
    void connectionLost_nearCacheServesNothing() {
        keep("old");
        for (int i = 0; i < 3; i++) {
            proxy.refuse();
            proxy.cut();
            far.put("k", "new" + i);
            Await.until(() -> asked().isEmpty(), SOON); // a near entry would otherwise live for half an hour
            long hits = near.stats().nearHits();
            assertThat(asked()).isEmpty();
            assertThat(near.stats().nearHits()).isEqualTo(hits);
            proxy.accept();
            String value = "new" + i;
            Await.until(() -> asked().equals(Optional.of(value)), SOON);
            keep(value);
        }
    }

    /** Caught a planted bug: a heartbeat that does not end a silent connection. */
    @Test
    void connectionSilent_isNoticedByTheHeartbeat() {
        keep("old");
        proxy.swallowReplies();
        far.put("k", "new");
        long begin = System.nanoTime();
        Await.until(() -> !asked().equals(Optional.of("old")), SOON);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        Await.until(() -> asked().equals(Optional.of("new")), SOON);
    }

    /** A former defect: after a timeout of CLIENT TRACKING the near cache stayed off until the next reconnect. */
    @Test
    void trackingIsAnsweredTooLate_isAskedForAgain(RedisServer server) {
        try (DkRedis hasty = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofMillis(300))
                .connect()) {
            keep("tracked"); // the other client, whose request is not the one that is held
            Fault held = proxy.onNext(request -> request.words().contains("TRACKING"))
                    .holdReply();
            near = hasty.cache("n", String.class, TEXT.nearCache(100));
            held.await(SOON);
            Fault again = proxy.onNext(request -> request.words().contains("TRACKING"))
                    .run(() -> {});
            again.await(SOON);
            held.release();
            keep("v");
        }
    }
}

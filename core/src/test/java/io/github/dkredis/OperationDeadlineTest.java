package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.support.ManyHashes;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One time limit applies to a whole operation, however many commands it takes. Each reply takes two thirds of the
 * limit, so the first reply is in time and the second is not. One server is enough, since the client's clock decides.
 *
 * <p>Caught: with a limit for each command, an update took 1.6 times the limit, and a removal from a cache 1.8 times.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class OperationDeadlineTest {

    private static final Duration LIMIT = Duration.ofMillis(2_100);
    private static final Duration DELAY = Duration.ofMillis(1_400);

    private final FaultProxy proxy;
    private final DkRedis redis;

    OperationDeadlineTest(RedisServer server) {
        this.proxy = FaultProxy.inFrontOf(server);
        this.redis =
                DkRedis.builder().uri(proxy.uri().toString()).timeout(LIMIT).connect();
    }

    @BeforeEach
    void noScriptIsKnown(RedisServer server) {
        server.command("SCRIPT", "FLUSH");
    }

    @AfterEach
    void close() {
        proxy.delay(Direction.REPLIES, Duration.ZERO);
        redis.close();
        proxy.close();
    }

    @Test
    void update_readAndWriteTogetherTooSlow_outcomeIsUnknownAfterOneLimit() {
        assertThat(failure(() -> redis.atomics().update("k", old -> "v"))).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void cacheRemove_generationAndScriptTogetherTooSlow_isUnavailableAfterOneLimit() {
        NamedCache<String, String> cache = redis.cache("slow", String.class);

        assertThat(failure(() -> cache.remove("k")))
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RedisUnavailableException.Reason.TIMEOUT));
    }

    /** The first reply says that the server does not know the script. */
    @Test
    void rateLimiter_scriptSentTwice_endsAfterOneLimit() {
        RateLimiter limiter = redis.rateLimiter("r", Rate.of(100, Duration.ofSeconds(1)));

        assertThat(failure(limiter::acquire)).isInstanceOf(OutcomeUnknownException.class);
    }

    /** Documented: each page of a walk has a time limit of its own. */
    @Test
    void field_everyPageWithinTheLimit_isWalkedToItsEnd(RedisServer server) {
        redis.hashes().field("none", "f"); // the server knows the script afterwards
        ManyHashes stored = ManyHashes.of(server, 500);
        long before = server.calls("evalsha");
        proxy.delay(Direction.REPLIES, DELAY);

        Map<String, String> found = redis.hashes().field("many:*", "f");

        assertThat(found).isEqualTo(stored.expected());
        assertThat(server.calls("evalsha") - before).isGreaterThanOrEqualTo(2);
    }

    private Throwable failure(ThrowingCallable call) {
        proxy.delay(Direction.REPLIES, DELAY);
        long begin = System.nanoTime();
        Throwable failure = catchThrowable(call);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(LIMIT.multipliedBy(16).dividedBy(10));
        return failure;
    }
}

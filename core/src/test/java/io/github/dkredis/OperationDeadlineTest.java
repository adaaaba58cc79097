package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.ManyHashes;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
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

    @AfterEach
    void close() {
        proxy.delay(Direction.REPLIES, Duration.ZERO);
        redis.close();
        proxy.close();
    }

    @Test
    void update_readAndWriteTogetherTooSlow_outcomeIsUnknownAfterOneLimit(RedisServer server) throws Exception {
        assertEndsAfterOneLimit(
                server, () -> redis.atomics().update("k", old -> "v"), OutcomeUnknownException.class::isInstance);
    }

    @Test
    void cacheRemove_generationAndScriptTogetherTooSlow_isUnavailableAfterOneLimit(RedisServer server)
            throws Exception {
        AtomicInteger caches = new AtomicInteger(); // each has a generation that the client does not know

        assertEndsAfterOneLimit(
                server,
                () -> redis.cache("slow" + caches.incrementAndGet(), String.class)
                        .remove("k"),
                failure -> failure instanceof RedisUnavailableException e
                        && e.reason() == RedisUnavailableException.Reason.TIMEOUT);
    }

    /** The first reply says that the server does not know the script. */
    @Test
    void rateLimiter_scriptSentTwice_endsAfterOneLimit(RedisServer server) throws Exception {
        RateLimiter limiter = redis.rateLimiter("r", Rate.of(100, Duration.ofSeconds(1)));

        assertEndsAfterOneLimit(server, limiter::acquire, OutcomeUnknownException.class::isInstance);
    }

    /** Documented: each page of a walk has a time limit of its own. */
    @Test
    void field_everyPageWithinTheLimit_isWalkedToItsEnd(RedisServer server) throws Exception {
        redis.hashes().field("none", "f"); // the server knows the script afterwards
        ManyHashes stored = ManyHashes.of(server, 500);

        Attempts.untilOneSucceeds("the walk goes to its end", () -> {
            awaitQuiet();
            long before = server.calls("evalsha");
            proxy.delay(Direction.REPLIES, DELAY);
            try {
                Map<String, String> found = redis.hashes().field("many:*", "f");
                assertThat(found).isEqualTo(stored.expected());
            } catch (RedisUnavailableException e) {
                return false; // a page was too late
            }
            assertThat(server.calls("evalsha") - before).isGreaterThanOrEqualTo(2);
            return true;
        });
    }

    /** The server knows no script when the call begins. */
    private void assertEndsAfterOneLimit(RedisServer server, ThrowingCallable call, Predicate<Throwable> expected)
            throws Exception {
        Attempts.untilOneSucceeds("one limit for all commands", () -> {
            awaitQuiet();
            server.command("SCRIPT", "FLUSH");
            proxy.delay(Direction.REPLIES, DELAY);
            long begin = System.nanoTime();
            Throwable failure = catchThrowable(call);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            return expected.test(failure)
                    && taken.compareTo(LIMIT.multipliedBy(16).dividedBy(10)) < 0;
        });
    }

    /** Waits until the replies of an attempt before have passed. */
    private void awaitQuiet() {
        proxy.delay(Direction.REPLIES, Duration.ZERO);
        Await.until(() -> catchThrowable(redis::ping) == null, Duration.ofSeconds(30));
    }
}

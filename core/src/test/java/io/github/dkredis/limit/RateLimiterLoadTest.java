package io.github.dkredis.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many callers of one rate limit in one client: one script decides for all that arrive while another request is under
 * way. A proxy holds the first request back meanwhile. One server is enough: the batches are made in the client, and
 * {@link LimitsContractTest} runs the script on every server.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class RateLimiterLoadTest {

    private static final Rate SLOW = new Rate(1, Duration.ofSeconds(1_000), 40);
    private static final Duration IMPATIENT = Duration.ofSeconds(3);

    /** A connection that answers nothing for this long is given up. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private DkRedis redis;
    private RateLimiter limit;

    @BeforeEach
    void connect(FaultProxy proxy) {
        connect(proxy, Duration.ofSeconds(30));
    }

    private void connect(FaultProxy proxy, Duration timeout) {
        redis = DkRedis.builder().uri(proxy.uri().toString()).timeout(timeout).connect();
        limit = redis.rateLimiter("a", SLOW);
        redis.rateLimiter("b", SLOW).tryAcquire(); // so that the server knows the script
    }

    private void connectImpatiently(FaultProxy proxy) {
        redis.close();
        connect(proxy, IMPATIENT);
    }

    @AfterEach
    void close(FaultProxy proxy) {
        proxy.resume(Direction.REQUESTS);
        Await.until(() -> batcher().asking() == 0, Actor.LIMIT, () -> "a request is still under way");
        redis.close();
    }

    private RateLimitBatcher batcher() {
        return limit.batcher();
    }

    private Actor<RateLimiter.Decision> caller(long cost) {
        return Actor.start(() -> limit.tryAcquire(cost));
    }

    /** Starts callers, and returns once they wait for the next script. */
    private List<Actor<RateLimiter.Decision>> gathered(int callers, long cost) {
        int before = batcher().waiting();
        List<Actor<RateLimiter.Decision>> actors = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            actors.add(caller(cost));
        }
        Await.until(() -> batcher().waiting() == before + callers, Actor.LIMIT);
        return actors;
    }

    /** Starts a caller whose request the proxy holds back. */
    private Actor<RateLimiter.Decision> heldBack(FaultProxy proxy) {
        proxy.stall(Direction.REQUESTS);
        Actor<RateLimiter.Decision> first = caller(1);
        Await.until(() -> batcher().asking() == 1, Actor.LIMIT);
        return first;
    }

    /** Planted once: a script for each caller. There were 61 of them. */
    @Test
    void tryAcquire_manyDuringARequest_oneScriptForAllTakesTheBurstExactly(RedisServer server, FaultProxy proxy)
            throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        List<Actor<RateLimiter.Decision>> others = gathered(60, 1);
        server.resetStats();

        proxy.resume(Direction.REQUESTS);

        assertThat(first.get().remaining()).isEqualTo(39);
        List<Long> remaining = new ArrayList<>();
        int denied = 0;
        for (Actor<RateLimiter.Decision> actor : others) {
            RateLimiter.Decision decision = actor.get();
            if (decision.isAllowed()) {
                remaining.add(decision.remaining());
            } else {
                denied++;
                assertThat(decision.blockedBy()).contains("a");
                assertThat(decision.retryAfter()).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1_000));
            }
        }
        assertThat(remaining).hasSize(39).doesNotHaveDuplicates().allMatch(left -> left >= 0 && left < 39);
        assertThat(denied).isEqualTo(21);
        assertThat(server.calls("evalsha")).isEqualTo(2);
    }

    /** Planted once: a denial that ends the batch. The small costs behind it were denied too. */
    @Test
    void tryAcquire_tooMuchThenLittle_eachCallerIsDecidedSeparately(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        Actor<RateLimiter.Decision> most = gathered(1, 30).get(0);
        Actor<RateLimiter.Decision> tooMuch = gathered(1, 10).get(0);
        Actor<RateLimiter.Decision> rest = gathered(1, 9).get(0);

        proxy.resume(Direction.REQUESTS);

        assertThat(first.get().isAllowed()).isTrue();
        assertThat(most.get().remaining()).isEqualTo(9);
        assertThat(tooMuch.get().isAllowed()).isFalse();
        assertThat(rest.get()).isEqualTo(new RateLimiter.Decision(rest.get().blockedBy(), Duration.ZERO, 0));
        assertThat(rest.get().isAllowed()).isTrue();
    }

    /** Planted once: a batch that is sent again. All permits were taken twice. */
    @Test
    void tryAcquire_replyOfABatchLost_outcomeIsUnknownToAllAndTakenOnce(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        List<Actor<RateLimiter.Decision>> others = gathered(5, 2);
        Fault lost = proxy.onNext(request -> request.words().size() == 16).dropReply(); // the script with five costs

        proxy.resume(Direction.REQUESTS);

        assertThat(first.get().remaining()).isEqualTo(39);
        lost.await(Actor.LIMIT);
        for (Actor<RateLimiter.Decision> actor : others) {
            assertThatThrownBy(actor::get).isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(limit.tryAcquire().remaining()).isEqualTo(28);
    }

    /** Planted once: a failed request after which no other is sent. The waiting callers waited for ever. */
    @Test
    void tryAcquire_firstRequestFails_theOthersAreStillDecided(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        List<Actor<RateLimiter.Decision>> others = gathered(5, 1);
        proxy.cut(); // the request has not arrived, but the client cannot know that
        proxy.resume(Direction.REQUESTS);

        assertThatThrownBy(first::get).isInstanceOf(OutcomeUnknownException.class);
        for (Actor<RateLimiter.Decision> actor : others) {
            assertThat(actor.get().isAllowed()).isTrue();
        }
    }

    /** Planted once: an interrupted caller that stays in the batch. Its permits were taken. */
    @Test
    void tryAcquire_interruptedDuringAnotherRequest_takesNothing(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        Actor<RateLimiter.Decision> impatient = gathered(1, 20).get(0);

        impatient.thread().interrupt();

        assertThatThrownBy(impatient::get).isInstanceOf(OperationInterruptedException.class);
        proxy.resume(Direction.REQUESTS);
        assertThat(first.get().isAllowed()).isTrue();
        assertThat(limit.tryAcquire().remaining()).isEqualTo(38);
    }

    /** Planted once: a cancelled caller that stays in the batch. Its permits were taken. */
    @Test
    void asyncTryAcquire_duringAnotherRequest_completesOrIsCancelled(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        CompletableFuture<RateLimiter.Decision> kept =
                limit.async().tryAcquire(3).toCompletableFuture();
        CompletableFuture<RateLimiter.Decision> cancelled =
                limit.async().tryAcquire(20).toCompletableFuture();
        assertThat(cancelled.cancel(false)).isTrue();

        proxy.resume(Direction.REQUESTS);

        assertThat(first.get().isAllowed()).isTrue();
        assertThat(kept.get().remaining()).isEqualTo(36);
        assertThat(limit.tryAcquire().remaining()).isEqualTo(35);
    }

    /** Planted once: a failure that only the first caller gets. */
    @Test
    void close_whileCallersWaitForTheirTurn_allFail(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        List<Actor<RateLimiter.Decision>> others = gathered(5, 1);

        redis.close();

        assertThatThrownBy(first::get).isInstanceOfAny(OutcomeUnknownException.class, RedisUnavailableException.class);
        for (Actor<RateLimiter.Decision> actor : others) {
            assertThatThrownBy(actor::get)
                    .isInstanceOfAny(OutcomeUnknownException.class, RedisUnavailableException.class);
        }
    }

    /**
     * Two rounds of callers, the second of which comes when most of the first request's time limit is over; then Redis
     * does not answer. Each round ends at its own deadline, and none at that of the other. The client gives up a silent
     * connection, which ends all callers, so only what is seen before that counts.
     *
     * <p>Planted once: a batch that ends with the deadline of its first caller. The second round ended early.
     */
    @Test
    void tryAcquire_redisSilentDuringABatch_eachCallerEndsAtItsOwnDeadline(FaultProxy proxy) throws Exception {
        Attempts.untilOneSucceeds("the first round ends while the connection is in use", () -> {
            connectImpatiently(proxy);
            return endsBeforeTheConnection(proxy);
        });
    }

    private boolean endsBeforeTheConnection(FaultProxy proxy) throws Exception {
        Actor<RateLimiter.Decision> first = heldBack(proxy);
        List<Actor<RateLimiter.Decision>> early = gathered(3, 1);
        long earlyOnes = System.nanoTime();
        Await.until(() -> System.nanoTime() - earlyOnes > IMPATIENT.toNanos() * 5 / 6, Actor.LIMIT);

        long begin = System.nanoTime();
        Actor<RateLimiter.Decision> lateComer = gathered(1, 1).get(0);
        Fault silent = proxy.onNext(request -> request.words().size() == 14).holdReply(); // the script with four costs
        proxy.resume(Direction.REQUESTS);
        boolean isAllowed = first.result()
                .handle((decision, failure) -> failure == null && decision.isAllowed())
                .get();
        for (Actor<RateLimiter.Decision> actor : early) {
            Await.until(actor.result()::isDone, Actor.LIMIT);
        }
        boolean hasEnded = lateComer.result().isDone();
        boolean inTime = System.nanoTime() - begin < SILENCE_NANOS;
        if (isAllowed && silent.times() > 0 && inTime) { // else the machine has paused
            assertThat(hasEnded).isFalse();
            for (Actor<RateLimiter.Decision> actor : early) {
                assertThatThrownBy(actor::get).isInstanceOf(OutcomeUnknownException.class);
            }
            assertThatThrownBy(lateComer::get).isInstanceOf(OutcomeUnknownException.class);
        }
        silent.cancel();
        silent.release();
        Await.until(lateComer.result()::isDone, Actor.LIMIT);
        return isAllowed && silent.times() > 0 && inTime;
    }

    /**
     * Planted once: waiting callers without a deadline. The last of them ended after fourteen time limits, when all ten
     * batches had been decided.
     */
    @Test
    void tryAcquire_moreCallersThanRedisCanServe_allEndWithinOneTimeLimit(FaultProxy proxy) throws Exception {
        connectImpatiently(proxy);
        Duration delay = Duration.ofMillis(1_600);
        proxy.delay(Direction.REPLIES, delay); // of 3 s: the second batch is late
        List<CompletableFuture<RateLimiter.Decision>> all = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            all.add(limit.async().tryAcquire().toCompletableFuture());
        }
        long starting = System.nanoTime() - begin;

        int decided = 0;
        for (CompletableFuture<RateLimiter.Decision> one : all) {
            decided +=
                    one.handle((decision, failure) -> failure == null ? 1 : 0).get();
        }

        // the first caller, and the batches of 200 whose replies came within the time limit of the last caller
        long batches = (IMPATIENT.toNanos() + starting) / delay.toNanos();
        assertThat(decided).isLessThanOrEqualTo((int) batches * 200 + 1);
        proxy.delay(Direction.REPLIES, Duration.ZERO);
    }
}

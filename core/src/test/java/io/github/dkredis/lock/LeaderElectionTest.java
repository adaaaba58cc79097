package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leader elections between two clients. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LeaderElectionTest {

    private final BlockingQueue<Term> terms = new LinkedBlockingQueue<>();
    private final BlockingQueue<Term> otherTerms = new LinkedBlockingQueue<>();
    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        other = ContractClient.connect(server);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private static Term next(BlockingQueue<Term> terms) throws InterruptedException {
        Term term = terms.poll(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(term).as("an elected candidate").isNotNull();
        return term;
    }

    private static void awaitQueue(RedisServer server, long length) {
        String queue = ContractClient.companion(server, "dkredis:mutex-queue:", "dkredis:mutex:leader:billing");
        Await.until(() -> Long.valueOf(length).equals(server.command("LLEN", queue)), Actor.LIMIT);
    }

    /** Planted once: a candidate that stays in office after it has resigned. Two led. */
    @Test
    void resign_otherCandidateWaits_isElectedWithAGreaterFence(RedisServer server) throws Exception {
        try (Candidacy first = redis.leader("billing").onElected(terms::add)) {
            Term term = next(terms);
            assertThat(first.isLeader()).isTrue();
            assertThat(first.term()).contains(term);
            assertThat(term.isCurrent()).isTrue();
            CountDownLatch ended = new CountDownLatch(1);
            term.onEnded(ended::countDown);
            try (Candidacy second = other.leader("billing").onElected(otherTerms::add)) {
                awaitQueue(server, 1);
                assertThat(second.isLeader()).isFalse();
                assertThat(second).hasToString("Candidacy[billing, waits]");

                first.resign();

                Term later = next(otherTerms);
                assertThat(later.fencingToken()).isGreaterThan(term.fencingToken());
                assertThat(first.isLeader()).isFalse();
                assertThat(second.isLeader()).isTrue();
                assertThat(term.isCurrent()).isFalse();
                assertThatThrownBy(term::ensureCurrent).isInstanceOf(LeaseLostException.class);
                assertThat(ended.await(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                first.resign(); // does nothing: it does not lead
                second.resign();
                assertThat(next(terms).fencingToken()).isGreaterThan(later.fencingToken());
            }
        }
        Await.until(
                () -> Long.valueOf(0).equals(server.command("EXISTS", "dkredis:mutex:leader:billing")), Actor.LIMIT);
    }

    @Test
    void resign_onlyCandidate_isElectedAgain() throws Exception {
        try (Candidacy only = redis.leader("billing").onElected(terms::add)) {
            Term term = next(terms);
            only.resign();
            assertThat(next(terms).fencingToken()).isGreaterThan(term.fencingToken());
        }
    }

    @Test
    void term_leaseLost_endsAndTheCandidateIsElectedAgain(RedisServer server) throws Exception {
        try (Candidacy only =
                redis.leader("billing").lease(Duration.ofMillis(300)).onElected(terms::add)) {
            Term term = next(terms);
            CountDownLatch ended = new CountDownLatch(1);
            term.onEnded(ended::countDown);

            server.command("DEL", "dkredis:mutex:leader:billing");

            assertThat(ended.await(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(next(terms).fencingToken()).isGreaterThan(term.fencingToken());
            assertThat(term.isCurrent()).isFalse();
            Await.until(only::isLeader, Actor.LIMIT);
        }
    }

    /** Planted once: a loss that is told on the client's executor, which the callback occupies. It was told never. */
    @Test
    void onElected_callbackLeadsForLong_theEndOfItsTermIsToldAllTheSame() throws Exception {
        AtomicInteger led = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Candidacy candidacy = redis.leader("billing").onElected(term -> {
            term.onEnded(ended::countDown);
            led.incrementAndGet();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until(() -> led.get() == 1, Actor.LIMIT);
        candidacy.close();
        assertThat(ended.await(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(candidacy.isLeader()).isFalse();
    }

    @Test
    void clientClose_whileOneLeadsAndOneWaits_frees(RedisServer server) throws Exception {
        Candidacy first = redis.leader("billing").onElected(terms::add);
        Term term = next(terms);
        Candidacy waiting = redis.leader("billing").onElected(terms::add);
        redis.close();
        assertThat(term.isCurrent()).isFalse();
        assertThat(first.isLeader() || waiting.isLeader()).isFalse();
        try (Candidacy next = other.leader("billing").onElected(otherTerms::add)) {
            assertThat(next(otherTerms).fencingToken()).isGreaterThan(term.fencingToken());
            assertThat(next.isLeader()).isTrue();
        }
        assertThatThrownBy(() -> redis.leader("billing").onElected(terms::add))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.leader("")).isInstanceOf(IllegalArgumentException.class);
    }
}

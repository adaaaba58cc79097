package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fetch locks of two clients. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class FetchLockContractTest {

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

    @Test
    void fetchLock_manyAsk_oneFetches() throws Exception {
        AtomicInteger fetchers = new AtomicInteger();
        List<Actor<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            DkRedis client = i % 2 == 0 ? redis : other;
            all.add(Actor.start(() -> {
                FetchLock lock = client.fetchLock("weather");
                return lock.shouldFetch() && fetchers.incrementAndGet() > 0;
            }));
        }
        for (Actor<Boolean> actor : all) {
            actor.get();
        }
        assertThat(fetchers).hasValue(1);
    }

    /** Planted once: a release without messages. The waiting callers polled after 5 s. */
    @Test
    void awaitFetch_fetcherFinishes_isWokenByAMessage(RedisServer server) throws Exception {
        openPushConnection();
        Attempts.untilOneSucceeds(
                "ten callers are woken before they poll, which they do after five seconds",
                () -> areWokenBeforeTheyPoll(server));
        assertThat(other.fetchLocks().calls().watchedNames()).isZero();
    }

    private boolean areWokenBeforeTheyPoll(RedisServer server) throws Exception {
        FetchLock fetcher = redis.fetchLock("weather", Duration.ofSeconds(60));
        assertThat(fetcher.shouldFetch()).isTrue();
        assertThat(fetcher.awaitFetch(Duration.ofSeconds(1))).isTrue();
        long begin = System.nanoTime();
        List<Actor<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FetchLock lock = other.fetchLock("weather");
            assertThat(lock.shouldFetch()).isFalse();
            waiting.add(Actor.start(() -> lock.awaitFetch(Duration.ofSeconds(60))));
        }
        waiting.forEach(actor -> actor.awaitInside("FutureOperation"));
        server.resetStats();

        fetcher.close();

        for (Actor<Boolean> actor : waiting) {
            assertThat(actor.get()).isTrue();
        }
        if (System.nanoTime() - begin >= LockTiming.MAX_POLL_NANOS) {
            return false;
        }
        // one release, and one poll of each woken caller; a script is sent twice if the server does not know it
        assertThat(server.calls("evalsha") + server.calls("eval")).isBetween(11L, 13L);
        return true;
    }

    @Test
    void awaitFetch_fetcherDies_waitsUntilTheLeaseEnds() {
        FetchLock dead = redis.fetchLock("weather", Duration.ofMillis(300));
        FetchLock waiting = other.fetchLock("weather");
        while (waiting.shouldFetch()) { // the machine has paused for longer than the lease
            waiting.close();
            other.ping();
            dead = redis.fetchLock("weather", Duration.ofMillis(300));
            waiting = other.fetchLock("weather");
        }
        assertThat(dead.shouldFetch()).isTrue();

        assertThat(waiting.awaitFetch(Duration.ofSeconds(60))).isTrue();
        try (FetchLock next = other.fetchLock("weather")) {
            assertThat(next.shouldFetch()).isTrue();
            dead.close(); // it must not end the fetch of the other client
            redis.ping();
            assertThat(redis.fetchLock("weather").shouldFetch()).isFalse();
        }
    }

    @Test
    void awaitFetch_longestLimit_waits() throws Exception {
        FetchLock fetcher = redis.fetchLock("weather", Duration.ofSeconds(60));
        FetchLock waiting = other.fetchLock("weather");
        Actor<Boolean> actor = Actor.start(() -> waiting.awaitFetch(Duration.ofDays(365_000)));
        actor.awaitInside("FutureOperation");
        fetcher.close();
        assertThat(actor.get()).isTrue();
    }

    @Test
    void fetchLock_replyLost_stillFetches(RedisServer server, FaultProxy proxy) {
        try (DkRedis proxied = ContractClient.connect(server, proxy)) {
            proxied.fetchLock("warm").close();
            proxied.ping(); // the release, which is not waited for, has passed the proxy
            Fault lost = proxy.onNext("EVALSHA").dropReply();
            FetchLock lock = proxied.fetchLock("weather");
            assertThat(lock.shouldFetch()).isTrue();
            assertThat(lost.times()).isOne();
            lock.close();
        }
    }

    @Test
    void close_afterTheClient_doesNothing() {
        FetchLock lock = other.fetchLock("weather");
        other.close();
        lock.close();
        lock.close();
    }

    /** The first waiting caller opens the push connection; a mutex shows when it is open. */
    private void openPushConnection() {
        Mutex mutex = other.mutex("warm");
        mutex.run(() -> {});
        Await.until(() -> mutex.locks().mutexes().isPushOpen(), Actor.LIMIT);
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server at its {@code maxmemory} that evicts nothing: what is held stays held and can be given back and handed over,
 * and nothing else is granted. On every server, because the servers differ in when they refuse a command of a script.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class LockMemoryTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        redis = DkRedis.connect(proxy.uri().toString());
        other = DkRedis.connect(server.uri().toString());
        for (DkRedis client : new DkRedis[] {redis, other}) {
            Mutex warm = client.mutex("warm");
            warm.acquire().release();
            Await.until(() -> warm.locks().mutexes().isPushOpen(), Actor.LIMIT);
        }
    }

    @AfterEach
    void close(RedisServer server) {
        redis.close();
        other.close();
    }

    private static void fill(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "1");
    }

    private static void assertOutOfMemory(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RedisUnavailableException.Reason.OUT_OF_MEMORY));
    }

    private static void awaitLength(RedisServer server, String queue) {
        Await.until(() -> server.command("LLEN", queue).equals(1L), Actor.LIMIT);
    }

    @Test
    void mutex_serverIsFull_isRenewedHandedOverAndReleasedButNotTaken(RedisServer server) throws Exception {
        Lease held = redis.mutex("a").lease(LONG).acquire();
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
        awaitLength(server, "dkredis:mutex-queue:{dkredis:mutex:a}");
        server.command("PEXPIRE", "dkredis:mutex:a", "300000");

        fill(server);

        held.renew();
        assertThat((Long) server.command("PTTL", "dkredis:mutex:a")).isGreaterThan(300_000);
        assertOutOfMemory(() -> redis.mutex("b").acquire());
        assertThat(held.release()).isTrue();
        WaitingActors.release(waiting.get());
        assertThat(server.command("EXISTS", "dkredis:mutex:a", "dkredis:mutex:b"))
                .isEqualTo(0L);
    }

    /**
     * Two former defects: no renewal was possible, so all held permits were lost when their leases ended; and a script
     * that began with a deletion granted a permit all the same.
     */
    @Test
    void semaphore_serverIsFull_isRenewedHandedOverAndReleasedButNotTaken(RedisServer server, FaultProxy proxy)
            throws Exception {
        Permit held = redis.semaphore("api", 1).lease(LONG).renewed().acquire();
        Actor<Permit> waiting = Actor.start(() -> other.semaphore("api", 1).acquire());
        awaitLength(server, "dkredis:semaphore-queue:{dkredis:semaphore:api}");
        double before = deadline(server);

        fill(server);
        proxy.cut(); // leases are renewed as soon as the connection is back

        Await.until(() -> deadline(server) > before, Actor.LIMIT, () -> "the permit was not renewed");
        assertThat(held.isHeld()).isTrue();
        assertOutOfMemory(() -> redis.semaphore("b", 1).acquire());
        assertThat(held.release()).isTrue();
        assertThat(waiting.get().release()).isTrue();
        assertThat(server.command("HGET", "dkredis:semaphore:api", "taken")).isEqualTo("0");
        assertOutOfMemory(() -> redis.semaphore("api", 1).acquire()); // although its slot is free
    }

    /** {@return the latest deadline of a permit} */
    private static double deadline(RedisServer server) {
        Object newest = server.command(
                "ZRANGE", "dkredis:semaphore-deadlines:{dkredis:semaphore:api}", "-1", "-1", "WITHSCORES");
        return newest instanceof List<?> parts && parts.size() == 2
                ? Double.parseDouble(String.valueOf(parts.get(1)))
                : 0;
    }

    @Test
    void fetchLock_serverIsFull_isReleasedButNotTaken(RedisServer server) {
        FetchLock held = redis.fetchLock("weather", LONG);
        assertThat(held.shouldFetch()).isTrue();

        fill(server);

        assertOutOfMemory(() -> redis.fetchLock("tides"));
        held.close();
        Await.until(() -> server.command("EXISTS", "dkredis:fetchlock:weather").equals(0L), Actor.LIMIT);
    }
}

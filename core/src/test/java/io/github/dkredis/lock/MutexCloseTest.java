package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Seed;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Closes a client at random moments, while it acquires, waits, polls, is granted, renews and releases over a connection
 * with random delays. When {@code close()} has returned, no lock is taken for that client, and it waits in no queue.
 * One server is enough, since the moment decides and not what the server knows.
 *
 * <p>Planted once: a client that is closed while a request is under way and abandons nothing. Its lock stayed taken for
 * an hour, in one of twenty rounds.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class MutexCloseTest {

    /** What is left in Redis counts, and not how long a busy machine takes to close. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private static final List<String> NAMES = List.of("free", "taken", "passed");

    @Test
    void close_atRandomMoments_leavesNoLockTaken(RedisServer server, FaultProxy proxy) throws Exception {
        closeAtRandomMoments(200, 20_261_127, server, proxy);
    }

    @Test
    @Tag("campaign")
    void close_atTenThousandRandomMoments_leavesNoLockTaken(RedisServer server, FaultProxy proxy) throws Exception {
        closeAtRandomMoments(10_000, System.nanoTime(), server, proxy);
    }

    /**
     * The caller has looked up its coordinator, and then its thread stands still until the client is closed. Caught: it
     * joined, and its request was refused as one for a server that is away, or could even reach the server last.
     */
    @Test
    void join_clientIsClosedMeanwhile_sendsNothing(RedisServer server) {
        DkRedis client = DkRedis.connect(server.uri().toString());
        client.mutex("a").acquire().release();
        MutexRegistry registry = client.mutex("a").locks().mutexes();
        LockKeys keys = LockKeys.of(Keys.UNPREFIXED, "a");
        MutexCoordinator coordinator = registry.newCoordinator(keys);
        Waiter waiter = Waiter.blocking(LeaseOptions.DEFAULT, Waiter.IfTaken.WAIT);

        client.close();

        assertThat(coordinator.join(waiter)).isFalse();
        assertThat(waiter.isDecided()).isFalse();
        assertThatThrownBy(() -> registry.join(keys, waiter))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(registry.size()).isZero();
    }

    /**
     * What is to stay taken stays taken, although its client is closed while the request for it is still on its way.
     * Planted once: a request for it that is sent by the timer, which ends with the client. The second was kept for 30
     * s.
     */
    @Test
    void close_leasesWereKeptBefore_staysTaken(RedisServer server, FaultProxy proxy) {
        DkRedis client = DkRedis.builder()
                .uri(proxy.uri().toString())
                .closeTimeout(CLOSE_TIMEOUT)
                .connect();
        Mutex kept = client.mutex("kept").lease(Duration.ofHours(1)).keepOnClose();
        Mutex atLeast = client.mutex("at-least").lockAtLeast(Duration.ofHours(1));
        Lease first = kept.acquire();
        Lease second = atLeast.acquire();
        proxy.delay(Direction.REQUESTS, Duration.ofMillis(50));

        first.close();
        second.close();
        client.close();

        for (String name : List.of("kept", "at-least")) {
            assertThat((Long) server.command("PTTL", "dkredis:mutex:" + name))
                    .as(name)
                    .isGreaterThan(Duration.ofMinutes(30).toMillis());
        }
    }

    /**
     * Threads that come and wait while the client is closed: each is told, and nothing stays taken. Planted once: a
     * caller that finds the client closed and removes the coordinator. The others waited in it.
     */
    @Test
    void close_whileThreadsAcquire_endsAllWaits(RedisServer server) throws Exception {
        closeWhileThreadsAcquire(15, server);
    }

    @Test
    @Tag("campaign")
    void close_whileThreadsAcquireFiveThousandTimes_endsAllWaits(RedisServer server) throws Exception {
        closeWhileThreadsAcquire(5_000, server);
    }

    private static void closeWhileThreadsAcquire(int rounds, RedisServer server) throws Exception {
        Random random = new Random(Seed.of(MutexCloseTest.class));
        ClientResources resources = ClientResources.create(); // so that connecting and closing are quick
        try {
            for (int round = 0; round < rounds; round++) {
                DkRedis client = DkRedis.builder()
                        .uri(server.uri().toString())
                        .resources(resources)
                        .closeTimeout(CLOSE_TIMEOUT)
                        .connect();
                Mutex mutex = client.mutex("a").lease(Duration.ofHours(1));
                List<Actor<Boolean>> actors = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    actors.add(Actor.start(() -> {
                        try {
                            while (true) {
                                mutex.acquire().close();
                            }
                        } catch (IllegalStateException e) { // closed
                            return true;
                        }
                    }));
                }
                LockSupport.parkNanos(random.nextInt(8_000_000)); // the moment, which is to be anywhere

                client.close();

                for (Actor<Boolean> actor : actors) {
                    assertThat(actor.get()).isTrue();
                }
                assertThat(server.command("EXISTS", "dkredis:mutex:a", "dkredis:mutex-queue:{dkredis:mutex:a}"))
                        .isEqualTo(0L);
            }
        } finally {
            resources.shutdown().syncUninterruptibly();
        }
    }

    private static void closeAtRandomMoments(int rounds, long seed, RedisServer server, FaultProxy proxy)
            throws Exception {
        Random random = new Random(seed);
        AtomicBoolean ending = new AtomicBoolean();
        ClientResources resources = ClientResources.create(); // so that connecting and closing are quick
        try (DkRedis other = DkRedis.connect(server.uri().toString());
                Lease taken = other.mutex("taken").acquire()) {
            Actor<Integer> passing = Actor.start(() -> {
                int passes = 0;
                while (!ending.get()) {
                    other.mutex("passed").acquire().close();
                    passes++;
                }
                return passes;
            });
            for (int round = 0; round < rounds; round++) {
                proxy.delay(Direction.REQUESTS, Duration.ofNanos(random.nextInt(4_000_000)));
                proxy.delay(Direction.REPLIES, Duration.ofNanos(random.nextInt(4_000_000)));
                DkRedis client = DkRedis.builder()
                        .uri(proxy.uri().toString())
                        .resources(resources)
                        .closeTimeout(CLOSE_TIMEOUT)
                        .connect();
                String number = use(client);
                LockSupport.parkNanos(random.nextInt(25_000_000)); // the moment, which is to be anywhere

                client.close();

                for (String name : NAMES) {
                    assertThat(String.valueOf(server.command("GET", "dkredis:mutex:" + name)))
                            .as("the holder of %s in round %d, seed %d", name, round, seed)
                            .doesNotContain(number);
                    assertThat(String.valueOf(server.command(
                                    "LRANGE", "dkredis:mutex-queue:{dkredis:mutex:" + name + "}", "0", "-1")))
                            .as("the queue of %s in round %d, seed %d", name, round, seed)
                            .doesNotContain(number);
                }
            }
            assertThat(taken.isHeld()).isTrue();
            ending.set(true);
            assertThat(passing.get()).isGreaterThan(rounds);
        } finally {
            ending.set(true);
            resources.shutdown().syncUninterruptibly();
        }
    }

    /** Begins to acquire and to release; returns the client's number in tokens. */
    private static String use(DkRedis client) {
        for (String name : NAMES) {
            client.mutex(name).lease(Duration.ofHours(1)).async().acquire();
            client.mutex(name).lease(Duration.ofHours(1)).async().acquire().thenAccept(Lease::close);
        }
        return client.mutex("free").locks().mutexes().tokens().get().substring(12, 32);
    }
}

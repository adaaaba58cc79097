package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.Attempts;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The holders of locks, locks that are released by force, and callers that would wait for themselves. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class LocksTest {

    private static final String KEY = "dkredis:mutex:a";

    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = named(server, "billing-7");
        other = named(server, "other");
    }

    private static DkRedis named(RedisServer server, String name) {
        DkRedis client = ContractClient.builder(server).clientName(name).connect();
        client.mutex("warm").acquire().release();
        Await.until(() -> client.mutex("warm").locks().mutexes().isPushOpen(), Actor.LIMIT);
        Await.until( // it announces itself on its executor
                () -> server.command("KEYS", "dkredis:client:*") instanceof List<?> keys
                        && keys.stream()
                                .anyMatch(key -> String.valueOf(server.command("GET", String.valueOf(key)))
                                        .endsWith(" " + name)),
                Actor.LIMIT);
        return client;
    }

    private static String fence(RedisServer server, String name) {
        return ContractClient.companion(server, "dkredis:mutex-fence:", "dkredis:mutex:" + name);
    }

    @AfterEach
    void close(RedisServer server) {
        redis.close();
        other.close();
        assertThat(server.command("KEYS", "dkredis:client:*")).isEqualTo(List.of());
    }

    // ---- who holds it

    @Test
    void get_heldAndWaitedFor_namesHolderAndWaiting(RedisServer server) throws Exception {
        Instant before = Instant.now().minusSeconds(60);
        Lease held = redis.mutex("a").acquire();
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
        Await.until(() -> redis.locks().get("a").orElseThrow().waitingClients() == 1, Actor.LIMIT);

        LockInfo lock = redis.locks().get("a").orElseThrow();

        assertThat(lock.name()).isEqualTo("a");
        LockHolder holder = lock.holder().orElseThrow();
        assertThat(holder.clientName()).isEqualTo("billing-7");
        assertThat(holder.processId()).isEqualTo(ProcessHandle.current().pid());
        assertThat(holder.host()).isNotBlank();
        assertThat(lock.fencingToken()).hasValue(held.fencingToken());
        assertThat(lock.since().orElseThrow()).isAfter(before);
        assertThat(lock.remaining().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(lock.waiting()).extracting(LockHolder::clientName).containsExactly("other");
        assertThat(lock.toString()).contains("billing-7").doesNotContain("99999999999");
        held.close();
        waiting.get().close();
        Await.until(() -> redis.locks().get("a").isEmpty(), Actor.LIMIT);
    }

    @Test
    void list_severalLocksAndOtherKeys_listsHeldMutexesByName(RedisServer server) {
        server.command("SET", "dkredis:mutex:python", "99999999998", "PX", "60000");
        server.command("SET", "dkredis:mutex:{bad}{name}", "1", "PX", "60000");
        server.command("RPUSH", "dkredis:mutex:list", "x");
        server.command("HSET", fence(server, "b"), "first", "no number");
        for (int i = 0; i < 1_200; i++) {
            redis.mutex("many-" + i).async().acquire();
        }
        Lease b = redis.mutex("b").acquire();
        Lease tagged = redis.mutex("{tag}:1").acquire();

        List<LockInfo> locks = redis.locks().list();

        assertThat(locks).extracting(LockInfo::name).isSorted().hasSize(1_203);
        assertThat(locks).extracting(LockInfo::name).contains("b", "python", "{tag}:1", "many-1199");
        LockInfo python = redis.locks().get("python").orElseThrow();
        assertThat(python.holder()).isEmpty();
        assertThat(python.holderNumber()).isEmpty();
        assertThat(redis.locks().async().list().toCompletableFuture().join()).hasSize(1_203);
        b.close();
        tagged.close();
        server.command("DEL", "dkredis:mutex:list", fence(server, "b"));
    }

    @Test
    void get_foreignGarbageInTheFence_isLeftOut(RedisServer server) {
        Lease held = redis.mutex("a").acquire();
        server.command("HSET", fence(server, "a"), "first", "no number", "since", "-1");
        LockInfo lock = redis.locks().get("a").orElseThrow();
        assertThat(lock.fencingToken()).isEmpty();
        assertThat(lock.since()).isEmpty();
        assertThat(lock.holder()).isPresent();
        held.close();
    }

    /** The holder is looked up within a quarter of a second; a machine that pauses may miss that. */
    @Test
    void acquire_timeout_namesHolderProcessAndSince() throws Exception {
        Lease held = redis.mutex("a").acquire();
        Mutex impatient = other.mutex("a").timeout(Duration.ofMillis(30));
        Attempts.untilOneSucceeds("a blocked caller learns who holds the lock", () -> {
            try (Lease lease = impatient.acquire()) {
                throw new AssertionError("the lock is held, and was granted: " + lease);
            } catch (LockTimeoutException e) {
                return namesTheHolder(e);
            }
        });
        Attempts.untilOneSucceeds("a stage tells who holds the lock", () -> {
            Throwable failure = impatient
                    .async()
                    .acquire()
                    .handle((lease, thrown) -> thrown)
                    .toCompletableFuture()
                    .get();
            assertThat(failure).isInstanceOf(LockTimeoutException.class);
            return namesTheHolder((LockTimeoutException) failure);
        });
        held.close();
    }

    private static boolean namesTheHolder(LockTimeoutException e) {
        assertThat(e).hasMessageContaining("30 ms");
        if (e.holder().isPresent()) {
            assertThat(e)
                    .hasMessageContaining("billing-7")
                    .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
            assertThat(e.since()).isPresent();
        }
        return e.holder().isPresent();
    }

    // ---- by force

    @Test
    void forceRelease_held_holderIsToldAndTheNextWaitingClientGetsIt(RedisServer server) throws Exception {
        AtomicInteger lost = new AtomicInteger();
        Lease held = redis.mutex("a").acquire().onLost(lost::incrementAndGet);
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex("a"));
        Await.until(() -> redis.locks().get("a").orElseThrow().waitingClients() == 1, Actor.LIMIT);
        server.resetStats();

        assertThat(other.locks().forceRelease("a")).isTrue();

        Await.until(() -> lost.get() == 1, Actor.LIMIT);
        assertThat(held.remaining()).isZero();
        assertThatThrownBy(held::ensureHeld).isInstanceOf(LeaseLostException.class);
        assertThat(held.release()).isFalse();
        Lease next = waiting.get();
        assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
        WaitingActors.release(next);
    }

    @Test
    void forceRelease_callersWaitInTheHoldingClient_theyGetItNext() throws Exception {
        Lease held = redis.mutex("a").acquire();
        Actor<Lease> behind = WaitingActors.waiting(redis.mutex("a"));
        assertThat(other.locks().async().forceRelease("a").toCompletableFuture().join())
                .isTrue();
        Lease next = behind.get();
        assertThat(held.isHeld()).isFalse();
        assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
        WaitingActors.release(next);
    }

    @Test
    void forceRelease_freeLockOrInvalidName_isFalseOrRefused(RedisServer server) {
        assertThat(redis.locks().forceRelease("free")).isFalse();
        assertThat(redis.locks().forceRelease("{tag}")).isFalse();
        assertThat(redis.locks().get("free")).isEmpty();
        for (String name : List.of("", "{", "{a}{b}", "a\nb")) {
            assertThatThrownBy(() -> redis.locks().forceRelease(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> redis.locks().get(name)).isInstanceOf(IllegalArgumentException.class);
        }
        server.command("SET", KEY, "99999999998"); // Python's, without a TTL
        assertThat(redis.locks().get("a").orElseThrow().remaining()).isEmpty();
        assertThat(redis.locks().forceRelease("a")).isTrue();
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    // ---- callers that would wait for themselves

    @Test
    void acquire_insideRunCallOrAsLockOfTheSameThread_isRefusedAtOnce() throws Exception {
        Mutex mutex = redis.mutex("a");
        mutex.run(() -> {
            refusesToWait(mutex);
            assertThatThrownBy(() -> mutex.asLock().lock()).isInstanceOf(IllegalStateException.class);
        });
        assertThat(mutex.<Boolean>call(() -> {
                    refusesToWait(mutex);
                    return true;
                }))
                .isTrue();
        mutex.asLock().lock();
        refusesToWait(mutex);
        mutex.asLock().lock();
        mutex.asLock().unlock();
        mutex.asLock().unlock();
        assertThat(mutex.locks().holdCounts().size()).isZero();
        mutex.run(() -> {}); // it can be entered again
        try (Lease handle = mutex.acquire()) { // a handle is not bound to the thread
            assertThatThrownBy(() -> mutex.timeout(Duration.ofMillis(20)).acquire())
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(handle.isHeld()).isTrue();
        }
    }

    private static void refusesToWait(Mutex mutex) {
        assertThatThrownBy(mutex::acquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"a\"")
                .hasMessageContaining("wait for itself");
        assertThatThrownBy(() -> mutex.run(() -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mutex.tryAcquire(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
        assertThat(mutex.tryAcquire()).isEmpty();
        assertThat(mutex.tryAcquire(Duration.ZERO)).isEmpty();
    }

    @Test
    void run_otherThreadInside_waitsAsUsual() throws Exception {
        Mutex mutex = redis.mutex("a");
        Actor<Boolean> inside = mutex.call(() -> {
            Actor<Boolean> actor = Actor.start(() -> mutex.call(() -> true));
            WaitingActors.awaitWaiting(actor);
            return actor;
        });
        assertThat(inside.get()).isTrue();
    }

    // ---- waits of no time

    @Test
    void zeroWait_freeOrTaken_triesOnce(RedisServer server) throws Exception {
        Mutex mutex = redis.mutex("a").timeout(Duration.ZERO);
        mutex.acquire().close();
        assertThat(mutex.tryAcquire(Duration.ZERO)).isPresent().get().satisfies(Lease::close);
        mutex.async()
                .tryAcquire(Duration.ZERO)
                .toCompletableFuture()
                .get()
                .orElseThrow()
                .close();
        Lease held = other.mutex("a").acquire();
        assertThatThrownBy(mutex::acquire)
                .isInstanceOf(LockTimeoutException.class)
                .hasMessageContaining("0 ms");
        assertThatThrownBy(() -> mutex.async().acquire().toCompletableFuture().join())
                .hasCauseInstanceOf(LockTimeoutException.class);
        assertThat(mutex.tryAcquire(Duration.ZERO)).isEmpty();
        assertThat(server.command("EXISTS", ContractClient.companion(server, "dkredis:mutex-queue:", KEY)))
                .isEqualTo(0L);
        held.close();
    }
}

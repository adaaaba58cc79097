package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lost leases and the callbacks for them, fencing tokens, invalid arguments, and callbacks that use locks themselves.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class MutexLossTest {

    private static final String KEY = "dkredis:mutex:a";
    private static final String FENCE = "dkredis:mutex-fence:{dkredis:mutex:a}";

    private DkRedis redis;
    private DkRedis other;
    private Mutex mutex;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
        other = DkRedis.connect(server.uri().toString());
        mutex = redis.mutex("a");
    }

    @AfterEach
    void close() {
        MutexRegistry registry = mutex.locks().mutexes();
        Await.until(() -> registry.size() == 0, Actor.LIMIT, () -> registry.size() + " entries are left");
        redis.close();
        other.close();
    }

    // ---- callbacks for a loss

    @Test
    void onLost_registeredBeforeAndAfterTheLoss_eachIsCalledOnceOnAThreadOfItsOwn() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();
        Runnable callback = () -> {
            threads.add(Thread.currentThread().getName());
            calls.incrementAndGet();
        };
        Lease lease =
                mutex.lease(Duration.ofMillis(100)).acquire().onLost(callback).onLost(callback);
        Await.until(() -> calls.get() == 2, Actor.LIMIT);
        lease.onLost(() -> {
            throw new IllegalStateException("the failure of one callback affects no other");
        });
        lease.onLost(callback);
        Await.until(() -> calls.get() == 3, Actor.LIMIT);
        lease.close();
        assertThat(threads).allMatch(name -> name.matches("dkredis-lock-loss-\\d+-\\d+"));
    }

    @Test
    void onLost_registeredAfterTheLoss_isCalledAndTheLossIsLoggedOnce() throws Exception {
        try (CapturedLog log = CapturedLog.below("io.github.dkredis.lock")) {
            CompletableFuture<Void> lost = new CompletableFuture<>();
            CompletableFuture<Void> late = new CompletableFuture<>();
            Lease lease = mutex.lease(Duration.ofMillis(100)).acquire().onLost(() -> lost.complete(null));
            lost.get(1, TimeUnit.MINUTES);
            lease.onLost(() -> late.complete(null));
            late.get(1, TimeUnit.MINUTES);
            lease.close();
            redis.close(); // the threads that log and call end
            Await.until(
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("dkredis-lock-loss-")),
                    Actor.LIMIT);
            assertThat(log.messages(Level.WARNING)).hasSize(1);
        }
    }

    @Test
    void onLost_released_isNeverCalled(RedisServer server) {
        AtomicInteger calls = new AtomicInteger();
        Lease lease;
        do { // a machine that pauses may lose it before
            calls.set(0);
            lease = mutex.lease(Duration.ofMillis(200)).acquire().onLost(calls::incrementAndGet);
        } while (!lease.release());
        lease.onLost(calls::incrementAndGet);
        // held for longer than the released lease would have lasted
        Lease later = mutex.lease(Duration.ofMillis(250)).acquire();
        Await.until(() -> !later.isHeld(), Actor.LIMIT);
        assertThat(calls).hasValue(0);
    }

    /** Planted once: a renewal whose refusal is ignored. The callback ran only at the deadline. */
    @Test
    void onLost_keyTakenByAnother_isCalledAtTheNextRenewal(RedisServer server) {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean early = new AtomicBoolean();
        Lease lease = mutex.lease(Duration.ofSeconds(6)).renewed().acquire();
        lease.onLost(() -> {
            early.set(lease.isInTime(System.nanoTime()));
            calls.incrementAndGet();
        });
        server.command("SET", KEY, "1", "PX", "60000");
        server.resetStats();

        Await.until(() -> calls.get() == 1, Actor.LIMIT);

        assertThat(server.calls("pexpire")).isZero();
        assertThat(early).as("called before the deadline").isTrue();
        assertThat(lease.isHeld()).isFalse();
        assertThat(server.command("GET", KEY)).isEqualTo("1"); // the other owner's key is left alone
        server.command("DEL", KEY);
    }

    @Test
    void interruptOnLoss_lost_interruptsTheAcquiringThread() throws Exception {
        Actor<Boolean> holder = Actor.start(() -> {
            try (Lease lease =
                    mutex.lease(Duration.ofMillis(100)).interruptOnLoss().acquire()) {
                long begin = System.nanoTime();
                while (!Thread.currentThread().isInterrupted()
                        && System.nanoTime() - begin < Actor.LIMIT.toNanos() / 2) {
                    LockSupport.parkNanos(lease, TimeUnit.SECONDS.toNanos(1)); // which the interrupt ends
                }
            }
            return Thread.interrupted();
        });
        assertThat(holder.get()).isTrue();
    }

    // ---- fencing tokens

    /**
     * Planted once: a fence that begins at the server's time alone. A block had run ahead of the clock's microseconds.
     */
    @Test
    void fencingToken_acrossPassesHandOversExpiryAndLostKeys_risesStrictly(RedisServer server) throws Exception {
        List<Lease> leases = new ArrayList<>();
        leases.add(mutex.acquire());
        for (int i = 0; i < 20; i++) {
            Actor<Lease> here = WaitingActors.waiting(mutex);
            leases.get(leases.size() - 1).close();
            leases.add(here.get());
        }
        for (int i = 0; i < 20; i++) {
            Actor<Lease> there = WaitingActors.waiting((i % 2 == 0 ? other : redis).mutex("a"));
            Lease last = leases.get(leases.size() - 1);
            last.close();
            leases.add(there.get());
        }
        leases.get(leases.size() - 1).release();
        for (String lost : List.of(KEY, FENCE)) {
            leases.add(mutex.acquire());
            server.command("DEL", lost);
            leases.get(leases.size() - 1).release();
        }
        leases.add(mutex.lease(Duration.ofMillis(50)).acquire());
        leases.add(other.mutex("a").acquire());
        server.command("FLUSHALL");
        leases.add(mutex.acquire());
        leases.get(leases.size() - 1).close();
        leases.get(leases.size() - 2).close();

        assertThat(leases.stream().map(Lease::fencingToken)).isSorted().doesNotHaveDuplicates();
        assertThat(leases.get(0).fencingToken()).isBetween(1L << 50, 1L << 53);
    }

    // ---- invalid arguments

    @Test
    void durations_outOfBounds_areRefusedBeforeAnyCommand(RedisServer server) {
        server.resetStats();
        assertThatThrownBy(() -> mutex.lease(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mutex.lockAtLeast(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        for (Duration wrong : List.of(
                Duration.ofMillis(-1),
                Duration.ofNanos(999_999),
                Duration.ofDays(367),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatThrownBy(() -> mutex.lease(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> mutex.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> mutex.tryAcquire(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> mutex.async().tryAcquire(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> redis.fetchLock("a", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.cooldown(List.of("a"), Duration.ofMillis(-5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.calls("evalsha")).isZero();
        mutex.lease(Duration.ofDays(366)).acquire().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "a\nb", "{", "}a{", "{}", "{a}{b}", "a{{b}}", "\ud800"})
    void mutex_invalidName_isRefused(String name) {
        assertThatThrownBy(() -> redis.mutex(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mutex_nameOfTenKilobytes_isRefused() {
        assertThatThrownBy(() -> redis.mutex("x".repeat(10_240)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10240");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{user}:1", "a b", "Ünïcödé ☃", "\"quoted\"", "a:b", "%s"})
    void mutex_unusualName_works(String name, RedisServer server) throws Exception {
        Lease held = redis.mutex(name).acquire();
        Actor<Lease> waiting = WaitingActors.waiting(other.mutex(name));
        Await.until(
                () -> server.command("KEYS", "dkredis:mutex-queue:*") instanceof List<?> found && found.size() == 1,
                Actor.LIMIT);
        assertThat(server.command("EXISTS", "dkredis:mutex:" + name)).isEqualTo(1L);
        held.close();
        WaitingActors.release(waiting.get());
    }

    @Test
    void acquire_keyOfAnotherType_throwsAndLeavesIt(RedisServer server) {
        server.command("LPUSH", KEY, "x");
        assertThatThrownBy(mutex::acquire)
                .isInstanceOf(WrongTypeException.class)
                .hasMessageContaining("\"" + KEY + "\"");
        assertThatThrownBy(mutex::tryAcquire).isInstanceOf(WrongTypeException.class);
        assertThat(server.command("KEYS", "dkredis:mutex*")).isEqualTo(List.of(KEY));
        server.resetStats();
        Await.until(() -> mutex.locks().mutexes().pendingTimers() == 0, Actor.LIMIT); // nothing is repeated
    }

    // ---- callbacks that lock

    /** Planted once: futures of releases that are completed on the executor. Its two threads waited for each other. */
    @Test
    void onLostAndStages_lockAndReleaseInside_doNotBlockEachOther() throws Exception {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String name = "b" + i;
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            redis.mutex("lost" + i)
                    .lease(Duration.ofMillis(50))
                    .acquire()
                    .onLost(() -> done.complete(redis.mutex(name).acquire().release()));
            all.add(done);
            all.add(redis.mutex("c" + i)
                    .async()
                    .acquire()
                    .thenApply(lease ->
                            lease.release() && redis.mutex(name).acquire().release())
                    .toCompletableFuture());
        }
        for (CompletableFuture<Boolean> done : all) {
            assertThat(new Actor<>(Thread.currentThread(), done).get()).isTrue();
        }
    }

    /**
     * The application's log is its own code: a handler may wait for a lock of this very client. Planted once: a loss
     * that is logged where it is noticed. The event loop waited for itself.
     */
    @Test
    void loss_logHandlerWaitsForTheSameLock_isServed(RedisServer server) {
        AtomicInteger served = new AtomicInteger();
        Logger logger = Logger.getLogger("io.github.dkredis.lock");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getMessage().startsWith("lock \"a\"")) {
                    mutex.acquire().close();
                    served.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            Lease lease = mutex.acquire();
            server.command("DEL", KEY);
            assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class); // noticed on the event loop
            Await.until(() -> served.get() == 1, Actor.LIMIT);
        } finally {
            logger.removeHandler(handler);
        }
    }

    // ---- async

    @Test
    void asyncAcquire_freeTakenAndTimedOut_behavesLikeBlocking() throws Exception {
        Lease lease = result(mutex.async().acquire());
        assertThat(result(mutex.async().tryAcquire())).isEmpty();
        assertThat(result(other.mutex("a").async().tryAcquire())).isEmpty();
        assertThat(result(mutex.async().tryAcquire(Duration.ofMillis(20)))).isEmpty();
        assertThatThrownBy(() ->
                        result(mutex.timeout(Duration.ofMillis(20)).async().acquire()))
                .isInstanceOf(LockTimeoutException.class);
        assertThat(lease.release()).isTrue();
        assertThat(result(mutex.async().tryAcquire())).isPresent().get().satisfies(Lease::close);
    }

    @Test
    void asyncAcquire_cancelledWhileWaiting_leavesTheQueue() throws Exception {
        Lease lease = mutex.acquire();
        CompletableFuture<Lease> cancelled = mutex.async().acquire().toCompletableFuture();
        CompletableFuture<Lease> next = mutex.async().acquire().toCompletableFuture();
        cancelled.cancel(true);
        lease.close();
        assertThat(result(next).release()).isTrue();
        assertThat(cancelled).isCancelled();
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return new Actor<>(Thread.currentThread(), stage.toCompletableFuture()).get();
    }
}

package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Former defects of the mutex, each with the fault that showed it. The client {@code near} is connected to the server,
 * {@code far} through a proxy. One server is enough: the faults strike on the way to it, and what depends on its
 * version is in {@link LockRightsTest} and {@link LockMemoryTest}.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class MutexFaultTest {

    private static final String KEY = "dkredis:mutex:a";
    private static final String QUEUE = "dkredis:mutex-queue:{dkredis:mutex:a}";
    private static final String FENCE = "dkredis:mutex-fence:{dkredis:mutex:a}";

    private DkRedis nearClient;
    private DkRedis farClient;
    private Mutex near;
    private Mutex far;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        nearClient = connected(server.uri().toString());
        farClient = connected(proxy.uri().toString());
        near = nearClient.mutex("a");
        far = farClient.mutex("a");
    }

    @AfterEach
    void close(RedisServer server) {
        nearClient.close();
        farClient.close();
        assertThat(server.command("EXISTS", KEY, QUEUE)).isEqualTo(0L);
    }

    private static DkRedis connected(String uri) {
        DkRedis client =
                DkRedis.builder().uri(uri).timeout(Duration.ofSeconds(4)).connect();
        Mutex warm = client.mutex("warm");
        warm.acquire().release();
        Await.until(() -> warm.locks().mutexes().isPushOpen(), Actor.LIMIT);
        warm.acquire().release();
        return client;
    }

    private static String number(Mutex mutex) {
        return mutex.locks().mutexes().tokens().get().substring(12, 32);
    }

    private static void awaitQueue(RedisServer server, long length) {
        Await.until(() -> server.command("LLEN", QUEUE).equals(length), Actor.LIMIT);
    }

    /** Ends the push connection of a client for good: the proxy accepts no other. */
    private static void losePushConnection(RedisServer server, FaultProxy proxy, Mutex mutex) {
        proxy.refuse();
        String name = "name=dkredis:" + number(mutex) + " ";
        server.clients().stream().filter(line -> line.contains(name)).forEach(line -> {
            try {
                server.command("CLIENT", "KILL", "ID", line.substring("id=".length(), line.indexOf(' ')));
            } catch (ErrorReplyException e) {
                // It has already gone.
            }
        });
        Await.until(() -> !mutex.locks().mutexes().isPushOpen(), Actor.LIMIT);
    }

    /** A former defect: the message said that another client held the lock. */
    @Test
    void acquire_serverDoesNotAnswer_messageClaimsNoHolder(RedisServer server) {
        server.pause();
        try {
            assertThatThrownBy(() -> near.timeout(Duration.ofMillis(100)).acquire())
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("Redis has not answered")
                    .satisfies(
                            e -> assertThat(((LockTimeoutException) e).holder()).isEmpty());
        } finally {
            server.resume();
        }
    }

    // ---- the push connection is away

    /**
     * A former defect: the waiting client polled over the push connection only, and did not see that the key was gone.
     */
    @Test
    void acquire_pushConnectionNeverReturnsAndLockIsFreed_isServed(RedisServer server, FaultProxy proxy)
            throws Exception {
        Lease held = near.acquire();
        Actor<Lease> waiting = WaitingActors.waiting(far);
        awaitQueue(server, 1);
        losePushConnection(server, proxy, far);

        held.close();

        Lease granted = waiting.get();
        assertThat(far.locks().mutexes().isPushOpen()).isFalse();
        assertThat(granted.release()).isTrue();
        assertThat(far.tryAcquire().map(Lease::release)).contains(true);
        proxy.accept();
    }

    /**
     * A client that polls has its place in the queue: a client that is told of its turn does not overtake it for ever.
     */
    @Test
    void acquire_pushConnectionAwayWhileOthersPassTheLockOn_isServedInItsTurn(RedisServer server, FaultProxy proxy)
            throws Exception {
        losePushConnection(server, proxy, far);
        CountDownLatch areBusy = new CountDownLatch(4);
        AtomicBoolean ending = new AtomicBoolean();
        List<Actor<Integer>> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            busy.add(Actor.start(() -> {
                int won = 0;
                while (!ending.get()) {
                    near.acquire().close();
                    if (won++ == 0) {
                        areBusy.countDown();
                    }
                }
                return won;
            }));
        }
        assertThat(areBusy.await(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 3; i++) {
            Actor<Lease> polling = Actor.start(far::acquire);
            assertThat(polling.get().release()).isTrue();
        }
        ending.set(true);
        for (Actor<Integer> actor : busy) {
            assertThat(actor.get()).isPositive();
        }
        proxy.accept();
    }

    // ---- late bytes

    /** A former defect: bytes of a connection that was given up took the lock after it was used and released. */
    @Test
    void acquire_copyArrivesAfterTheAbandon_takesNothing(RedisServer server, FaultProxy proxy) {
        List<List<String>> requests = new CopyOnWriteArrayList<>();
        proxy.onNext(request -> MutexTraffic.is(request, "acquire") && requests.add(request.words()))
                .dropReply();

        Lease lease = far.lease(Duration.ofHours(1)).acquire(); // asks again over the next connection
        assertThat(lease.release()).isTrue();
        Await.until(() -> server.command("HGET", FENCE, number(far)) != null, Actor.LIMIT);

        assertThat(requests).hasSize(1);
        List<?> reply = (List<?>) server.command(requests.get(0).toArray(String[]::new));
        assertThat(reply.get(0)).isEqualTo(-2L);
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    /** The request is valid up to the moment at which its caller gives up. */
    @Test
    void acquire_copyArrivesTooLate_takesNothing(RedisServer server, FaultProxy proxy) {
        List<List<String>> requests = new CopyOnWriteArrayList<>();
        proxy.onNext(request -> MutexTraffic.is(request, "acquire") && requests.add(request.words()))
                .run(() -> {});
        far.acquire().release();
        List<String> words = new ArrayList<>(requests.get(0));
        long notAfter = Long.parseLong(words.get(8));
        assertThat(notAfter - micros(server)).isBetween(-60_000_000L, 8_000_000L); // 4 s, and a slow test

        words.set(8, String.valueOf(micros(server) - 1));
        List<?> reply = (List<?>) server.command(words.toArray(String[]::new));

        assertThat(reply.get(0)).isEqualTo(-2L);
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    private static long micros(RedisServer server) {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) * 1_000_000 + Long.parseLong(String.valueOf(time.get(1)));
    }

    // ---- fairness

    /** A former defect: only the head of the queue told the holder that another client waits, and it was dead. */
    @Test
    void acquire_headOfTheQueueIsDead_contentionReachesTheHolder(RedisServer server) throws Exception {
        Lease held = near.acquire();
        server.command("RPUSH", QUEUE, "99999999999.11111111111111111111000000000001");

        Actor<Lease> waiting = WaitingActors.waiting(far);
        Await.until(() -> near.locks().mutexes().isContended("a"), Actor.LIMIT);

        held.close();
        WaitingActors.release(waiting.get());
    }

    // ---- leases and fences

    /** A former defect: after a loss of the data, the first holder gave out tokens beyond those of the next one. */
    @Test
    void fencingToken_dataLostWhileTheHolderPassesOn_staysBelowTheNextHolders(RedisServer server) throws Exception {
        for (int round = 0; round < 20; round++) {
            Lease first = near.acquire();
            List<Actor<Long>> behind = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Actor<Long> actor = Actor.start(() -> {
                    Lease lease = near.acquire();
                    lease.close();
                    return lease.fencingToken();
                });
                WaitingActors.awaitWaiting(actor);
                behind.add(actor);
            }
            server.command("FLUSHALL");
            Lease next = far.acquire();
            first.close();
            for (Actor<Long> actor : behind) {
                // The first is granted by the holder that has not noticed the loss, the others perhaps after it.
                long fence = actor.get();
                assertThat(fence).isNotEqualTo(next.fencingToken());
                if (next.isHeld()) {
                    assertThat(fence).isLessThan(next.fencingToken());
                    break;
                }
            }
            next.close();
            for (Actor<Long> actor : behind) {
                actor.get();
            }
        }
    }

    /** A former defect: short leases, each with a block of 10 ms, put the fence a second ahead of the clock. */
    @Test
    void fencingToken_manyShortLeasesThatAreKept_staysWithinABlockOfTheClock(RedisServer server) {
        Mutex kept = near.lease(Duration.ofMillis(2)).keepOnClose();
        Lease last = kept.acquire();
        last.close();
        for (int i = 0; i < 200; i++) {
            last = kept.acquire();
            last.close();
        }
        assertThat(last.fencingToken()).isLessThanOrEqualTo(micros(server) + MutexScripts.FENCE_BLOCK_SIZE);
        server.command("FLUSHALL");
        Lease next = far.acquire();
        assertThat(next.fencingToken()).isGreaterThan(last.fencingToken());
        next.close();
    }

    /** A former defect: the renewal waited for the client's time limit on a connection that was silent. */
    @Test
    void lease_commandsConnectionIsSilent_isRenewedOverTheOtherOne(RedisServer server, FaultProxy proxy) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = far.lease(Duration.ofSeconds(6)).renewed().acquire().onLost(lost::incrementAndGet);
        Fault silent =
                proxy.onNext(request -> MutexTraffic.is(request, "renew")).holdReply();
        silent.await(Actor.LIMIT);
        server.command("PEXPIRE", KEY, "5500");
        server.resetStats();

        Await.until(() -> server.calls("pexpire") > 0, Actor.LIMIT); // while the reply is still held back

        assertThat(lease.isHeld()).isTrue();
        assertThat(lost).hasValue(0);
        silent.release();
        assertThat(lease.release()).isTrue();
    }

    /** A former defect: no lease up to 125 ms was passed on; each caller asked Redis. */
    @Test
    void release_shortLease_isPassedOnWithoutAnyCommand(RedisServer server) throws Exception {
        Mutex shortly = near.lease(Duration.ofMillis(100)).renewed();
        for (int attempt = 0; ; attempt++) {
            Lease held = shortly.acquire();
            Actor<Lease> waiting = WaitingActors.waitingOrServed(shortly); // the lease may be over by now
            held.close();
            Lease next = waiting.get();
            next.close();
            if (next.fencingToken() == held.fencingToken() + 1) {
                return; // from the same block
            }
            assertThat(attempt).as("attempts on a slow machine").isLessThan(200);
        }
    }

    /** A former defect: the loss was told after two callbacks that slept on the executor. */
    @Test
    void onLost_executorIsBusy_isCalledAllTheSame(RedisServer server) {
        CountDownLatch ending = new CountDownLatch(1);
        List<CompletableFuture<?>> blocked = new ArrayList<>();
        AtomicInteger busyThreads = new AtomicInteger();
        Thread test = Thread.currentThread();
        for (int i = 0; i < 64; i++) {
            blocked.add(nearClient
                    .values()
                    .async()
                    .get("k")
                    .toCompletableFuture()
                    .thenAccept(value -> {
                        if (Thread.currentThread() == test) {
                            return; // the reply was there before this callback
                        }
                        busyThreads.incrementAndGet();
                        try {
                            ending.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
        Await.until(() -> busyThreads.get() > 0, Actor.LIMIT);
        AtomicInteger lost = new AtomicInteger();
        near.lease(Duration.ofMillis(100)).acquire().onLost(() -> {
            lost.incrementAndGet();
            try {
                ending.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        nearClient.mutex("b").lease(Duration.ofMillis(100)).acquire().onLost(lost::incrementAndGet);

        Await.until(() -> lost.get() == 2, Actor.LIMIT, () -> lost + " callbacks");

        ending.countDown();
        Await.until(() -> blocked.stream().allMatch(CompletableFuture::isDone), Actor.LIMIT);
    }

    /** A former defect: the renewal that keeps a lock was not repeated, and the lock was free when the claim ended. */
    @Test
    void keepOnClose_renewalIsCut_isKeptAllTheSame(RedisServer server, FaultProxy proxy) {
        Lease lease = far.lease(Duration.ofSeconds(20)).keepOnClose().acquire();
        server.command("PEXPIRE", KEY, "10000");
        Fault cut = proxy.onNext(request -> MutexTraffic.is(request, "renew")).cutBefore();

        lease.close();

        Await.until(() -> (Long) server.command("PTTL", KEY) > 10_000, Actor.LIMIT);
        assertThat(cut.times()).isOne();
        server.command("DEL", KEY);
    }

    @Test
    void lockAtLeast_closedAndReleased_staysTakenForThatTime(RedisServer server) {
        Mutex slow = near.lockAtLeast(Duration.ofSeconds(20));
        slow.acquire().close();
        Await.until(() -> (Long) server.command("PTTL", KEY) <= 20_000, Actor.LIMIT);
        assertThat((Long) server.command("PTTL", KEY)).isPositive();
        assertThat(far.tryAcquire()).isEmpty();
        server.command("DEL", KEY);

        assertThat(slow.acquire().release()).isTrue();
        Await.until(() -> (Long) server.command("PTTL", KEY) <= 20_000, Actor.LIMIT);
        assertThat(far.tryAcquire()).isEmpty();
        server.command("DEL", KEY);
        assertThatThrownBy(() -> slow.lease(Duration.ofSeconds(19))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> near.lease(Duration.ofSeconds(1)).lockAtLeast(Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 ms");
    }

    // ---- foreign keys

    /** A former defect: the far time overflowed, and the waiting caller never looked again. */
    @Test
    void acquire_keyWithoutTtlAndWithAFarTime_isServedOnceTheKeyIsGone(RedisServer server) throws Exception {
        for (String value : List.of("1e300", "99999999999", "9223372036854775807")) {
            server.command("SET", KEY, value);
            Actor<Lease> waiting = WaitingActors.waiting(near);
            awaitQueue(server, 1);
            server.command("DEL", KEY);
            assertThat(waiting.get().release()).isTrue();
        }
    }

    /** A former defect: 282 scripts in the two seconds of grace for the clocks of Python's machines. */
    @Test
    void acquire_pythonsGracePeriod_isNotPolledBusily(RedisServer server) {
        server.command("SET", KEY, String.format(Locale.ROOT, "%.6f", micros(server) / 1e6));
        server.resetStats();

        near.acquire().release();

        assertThat(server.calls("evalsha")).isLessThan(20);
    }

    // ---- interrupts

    /** A former defect: the caller of an interrupted wait was told that Redis cannot be reached. */
    @Test
    void lockInterruptibly_interruptedWhilePollsFail_throwsInterruptedException(RedisServer server, FaultProxy proxy)
            throws Exception {
        Lease held = near.acquire();
        Actor<Boolean> waiting = Actor.start(() -> {
            assertThatThrownBy(() -> far.asLock().lockInterruptibly()).isInstanceOf(InterruptedException.class);
            return true;
        });
        awaitQueue(server, 1);
        Await.until(() -> far.locks().mutexes().isQueued("a"), Actor.LIMIT); // the reply has arrived
        proxy.refuse();
        proxy.cut();
        Await.until(() -> far.locks().mutexes().pollFails("a"), Actor.LIMIT);

        waiting.thread().interrupt();

        assertThat(waiting.get()).isTrue();
        proxy.accept();
        held.close();
        // the token that has left may be handed the lock once more, if its client was reachable before it gave it up
        Await.until(() -> server.command("EXISTS", KEY, QUEUE).equals(0L), Actor.LIMIT);
    }

    /** A former defect: {@code lock()} threw that Redis cannot be reached, although it is not to be interrupted. */
    @Test
    void lock_interruptedWhilePollsFail_waitsOnAndKeepsTheInterrupt(RedisServer server, FaultProxy proxy)
            throws Exception {
        Lease held = near.acquire();
        Actor<Boolean> waiting = Actor.start(() -> {
            far.asLock().lock();
            far.asLock().unlock();
            return Thread.interrupted();
        });
        awaitQueue(server, 1);
        Await.until(() -> far.locks().mutexes().isQueued("a"), Actor.LIMIT); // the reply has arrived
        proxy.refuse();
        proxy.cut();
        Await.until(() -> far.locks().mutexes().pollFails("a"), Actor.LIMIT);
        waiting.thread().interrupt();
        Await.until(() -> !waiting.thread().isInterrupted(), Actor.LIMIT); // it has noticed, and waits on

        proxy.accept();
        held.close();

        assertThat(waiting.get()).isTrue();
    }

    /** A former defect: after an interrupt, lock() went to the end of the queue. */
    @Test
    void lock_interruptedWhileWaiting_keepsItsPlace() throws Exception {
        Lease held = near.acquire();
        List<Integer> order = new CopyOnWriteArrayList<>();
        Actor<Boolean> first = Actor.start(() -> {
            near.asLock().lock();
            order.add(1);
            near.asLock().unlock();
            return Thread.interrupted();
        });
        WaitingActors.awaitWaiting(first);
        Actor<Boolean> second = Actor.start(() -> {
            near.asLock().lock();
            order.add(2);
            near.asLock().unlock();
            return Thread.interrupted();
        });
        WaitingActors.awaitWaiting(second);
        first.thread().interrupt();
        Await.until(() -> !first.thread().isInterrupted(), Actor.LIMIT); // it has noticed, and waits on

        held.close();

        assertThat(first.get()).isTrue();
        assertThat(second.get()).isFalse();
        assertThat(order).containsExactly(1, 2);
    }

    /** An interrupt at any step of acquiring, working and releasing leaves nothing behind. */
    @Test
    void acquire_interruptedAtAnyStep_leavesNothing(RedisServer server) throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger acquired = new AtomicInteger();
        List<Actor<Boolean>> actors = new ArrayList<>();
        AtomicBoolean ending = new AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            Mutex mutex = i % 2 == 0 ? near : far;
            actors.add(Actor.start(() -> {
                while (!ending.get()) {
                    try (Lease lease = mutex.acquire()) {
                        acquired.incrementAndGet();
                        lease.release();
                    } catch (OperationInterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                    Thread.interrupted();
                }
                return true;
            }));
        }
        Random random = new Random(20_261_128);
        while (interrupted.get() < 500 || acquired.get() < 500) {
            actors.get(random.nextInt(actors.size())).thread().interrupt();
            LockSupport.parkNanos(random.nextInt(500_000)); // the moment, which is to be anywhere
        }
        ending.set(true);
        for (Actor<Boolean> actor : actors) {
            assertThat(actor.get()).isTrue();
        }
        // a request may still be on its way, whose caller has left
        Await.until(() -> near.locks().mutexes().size() + far.locks().mutexes().size() == 0, Actor.LIMIT);
        Await.until(() -> server.command("EXISTS", KEY, QUEUE).equals(0L), Actor.LIMIT);
    }

    // ---- the end of a lease

    /** Found by reading: the lease had ended, and a late reply to a renewal brought it back. */
    @Test
    void isHeld_renewalsReplyArrivesAfterTheDeadline_staysFalse(RedisServer server, FaultProxy proxy) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = far.lease(Duration.ofSeconds(2)).acquire().onLost(lost::incrementAndGet);
        Fault reply = proxy.onNext(request -> MutexTraffic.is(request, "renew")).holdReply();
        CompletableFuture<?> renewal = lease.async().renew().toCompletableFuture();
        reply.await(Actor.LIMIT);
        Await.until(() -> !lease.isHeld(), Actor.LIMIT);

        reply.release();

        Await.until(renewal::isDone, Actor.LIMIT);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.release()).isFalse();
        Await.until(() -> lost.get() == 1, Actor.LIMIT);
        Await.until(() -> far.locks().mutexes().size() == 0, Actor.LIMIT);
    }

    @Test
    void close_afterTheDeadline_isALoss(RedisServer server, FaultProxy proxy) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = near.lease(Duration.ofMillis(20)).acquire().onLost(lost::incrementAndGet);
        while (lease.remaining().compareTo(Duration.ZERO) > 0) {
            Thread.onSpinWait();
        }
        lease.close();
        Await.until(() -> lost.get() == 1, Actor.LIMIT);
    }

    /** One direction is slow: no message, no reply and no release may get lost or overtake another. */
    @Test
    void acquire_oneDirectionIsDelayed_everyCallerIsServed(FaultProxy proxy) throws Exception {
        for (Direction direction : Direction.values()) {
            proxy.delay(direction, Duration.ofMillis(40));
            List<Actor<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Mutex mutex = i % 2 == 0 ? near : far;
                all.add(Actor.start(() -> {
                    WaitingActors.release(mutex.acquire());
                    return true;
                }));
            }
            for (Actor<Boolean> actor : all) {
                assertThat(actor.get()).isTrue();
            }
            proxy.delay(direction, Duration.ZERO);
        }
    }
}

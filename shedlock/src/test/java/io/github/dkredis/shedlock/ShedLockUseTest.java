package io.github.dkredis.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockExtender;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider as ShedLock itself uses it, and as the docs show it, which core compares with this file. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
class ShedLockUseTest {

    private static final String KEY = "dkredis:mutex:shedlock:report";

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = Clients.connect(server);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void docs_example_runsTheJobAndKeepsTheLock(RedisServer server) {
        LockProvider provider = new DkRedisLockProvider(redis);
        LockingTaskExecutor executor = new DefaultLockingTaskExecutor(provider);
        executor.executeWithLock(
                (Runnable) () -> System.out.println("of all instances, this one runs the job"),
                new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(10), Duration.ofSeconds(30)));

        assertThat((Long) server.command("PTTL", KEY)).isPositive();
    }

    @Test
    void executor_jobIsRunningElsewhere_doesNotRunIt(RedisServer server) throws Throwable {
        LockConfiguration job = new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(10), Duration.ZERO);
        List<String> runs = new ArrayList<>();
        try (DkRedis other = Clients.connect(server)) {
            LockingTaskExecutor here = new DefaultLockingTaskExecutor(new DkRedisLockProvider(redis));
            LockingTaskExecutor there = new DefaultLockingTaskExecutor(new DkRedisLockProvider(other));

            here.executeWithLock(
                    (LockingTaskExecutor.Task) () -> {
                        runs.add("here");
                        there.executeWithLock((Runnable) () -> runs.add("here too"), job); // reentrant, says ShedLock
                        assertThat(onAnotherThread(there, job)).isFalse();
                    },
                    job);
            assertThat(onAnotherThread(there, job)).isTrue();
        }

        assertThat(runs).containsExactly("here", "here too");
    }

    private static boolean onAnotherThread(LockingTaskExecutor executor, LockConfiguration job)
            throws InterruptedException {
        List<String> runs = new ArrayList<>();
        Thread thread = new Thread(() -> executor.executeWithLock((Runnable) () -> runs.add("there"), job));
        thread.start();
        thread.join(); // with a happens-before edge
        return !runs.isEmpty();
    }

    @Test
    void lockExtender_insideAJob_extendsItsLockWhichIsUnlockedAtTheEnd(RedisServer server) {
        LockingTaskExecutor executor = new DefaultLockingTaskExecutor(new DkRedisLockProvider(redis));
        LockConfiguration job = new LockConfiguration(Instant.now(), "report", Duration.ofSeconds(100), Duration.ZERO);
        List<Long> ttls = new ArrayList<>();

        executor.executeWithLock(
                (Runnable) () -> {
                    LockExtender.extendActiveLock(Duration.ofMinutes(10), Duration.ZERO);
                    ttls.add((Long) server.command("PTTL", KEY));
                },
                job);

        assertThat(ttls).singleElement().satisfies(ttl -> assertThat(ttl).isBetween(500_000L, 600_000L));
        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }
}

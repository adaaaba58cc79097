package io.github.dkredis.guides;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The code of the guide for users of ShedLock's own providers, before and after, on one server. */
@WithRedis
class FromShedLockTest {

    private static final LockConfiguration JOB =
            new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(10), Duration.ZERO);

    private DkRedis redis;
    private LettuceConnectionFactory connections;
    private int reports;

    @BeforeEach
    void connect(RedisServer server) {
        redis = Clients.connect(server);
        connections = new LettuceConnectionFactory(server.host(), server.port());
        connections.afterPropertiesSet();
        connections.start();
    }

    @AfterEach
    void close() {
        redis.close();
        connections.destroy();
    }

    private void writeReport() {
        reports++;
    }

    private LockProvider before() {
        LockProvider provider = new RedisLockProvider(connections, "production");
        return provider;
    }

    private LockProvider after() {
        LockProvider provider = new DkRedisLockProvider(redis);
        return provider;
    }

    record BothProviders(LockProvider before, LockProvider after) implements LockProvider {

        @Override
        public Optional<SimpleLock> lock(LockConfiguration configuration) {
            Optional<SimpleLock> old = before.lock(configuration);
            Optional<SimpleLock> lock = old.flatMap(held -> after.lock(configuration));
            if (lock.isEmpty()) {
                old.ifPresent(SimpleLock::unlock);
            }
            return lock.map(held -> () -> {
                held.unlock();
                old.orElseThrow().unlock();
            });
        }
    }

    @Test
    void providers_beforeAndAfter_runTheJobUnderDifferentKeys(RedisServer server) {
        LockingTaskExecutor before = new DefaultLockingTaskExecutor(before());
        LockingTaskExecutor after = new DefaultLockingTaskExecutor(after());

        before.executeWithLock(
                (Runnable) () -> {
                    assertThat(server.command("EXISTS", "job-lock:production:report"))
                            .isEqualTo(1L);
                    assertThat(server.command("EXISTS", "dkredis:mutex:shedlock:report"))
                            .isEqualTo(0L);
                    writeReport();
                },
                JOB);
        after.executeWithLock((Runnable) this::writeReport, JOB);
        assertThat(reports).isEqualTo(2);
    }

    @Test
    void bothProviders_keepTheOldAndTheNewVersionOut(RedisServer server) {
        LockProvider before = before();
        LockProvider after = after();
        LockProvider both = new BothProviders(before, after);

        SimpleLock held = both.lock(JOB).orElseThrow();
        assertThat(before.lock(JOB)).isEmpty();
        assertThat(after.lock(JOB)).isEmpty();
        held.unlock();

        SimpleLock ofOldVersion = before.lock(JOB).orElseThrow();
        assertThat(both.lock(JOB)).isEmpty();
        ofOldVersion.unlock();
        SimpleLock ofNewVersion = after.lock(JOB).orElseThrow();
        assertThat(both.lock(JOB)).isEmpty();
        assertThat(server.command("EXISTS", "job-lock:production:report")).isEqualTo(0L);
        ofNewVersion.unlock();
    }

    private void withoutShedLock() {
        try (Lease lease = redis.mutex("report").tryAcquire().orElse(null)) {
            if (lease != null) {
                writeReport();
            }
        }
    }

    private void notMoreOftenThan() {
        if (redis.cooldown(List.of("report"), Duration.ofMinutes(15)).isAllowed()) {
            writeReport();
        }
    }

    @Test
    void mutexAndCooldown_withoutShedLock_runTheJob() {
        withoutShedLock();
        assertThat(reports).isEqualTo(1);

        notMoreOftenThan();
        notMoreOftenThan();
        assertThat(reports).isEqualTo(2);
    }
}

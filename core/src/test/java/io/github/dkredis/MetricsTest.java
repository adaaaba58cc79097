package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Measuring does no harm; {@code dkredis-micrometer} has the tests of what is measured. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class MetricsTest {

    /** Metrics with a bug. */
    private static final class Failing implements DkRedisMetrics {
        @Override
        public void opened(ClientState client) {
            throw new IllegalStateException("opened");
        }

        @Override
        public void commandEnded(String operation, CommandOutcome outcome, Duration time) {
            throw new AssertionError("command");
        }

        @Override
        public void lockGranted(LockGrant grant) {
            throw new IllegalStateException("granted");
        }

        @Override
        public void lockReleased(Duration held) {
            throw new IllegalStateException("released");
        }
    }

    /** Planted once: a call that is not guarded. Connecting failed with the exception of the metrics. */
    @Test
    void metrics_thatThrow_areLoggedOnceAndDoNoHarm(RedisServer server) {
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .metrics(new Failing())
                        .connect()) {
            redis.values().set("a", 1, Duration.ofMinutes(1));
            assertThat(redis.values().get("a", Integer.class)).contains(1);
            Lease lease = redis.mutex("a").acquire();
            assertThat(lease.release()).isTrue();
            assertThat(redis.mutex("a").tryAcquire()).hasValueSatisfying(Lease::close);

            assertThat(log.messages(Level.WARNING))
                    .filteredOn(line -> line.contains("DkRedisMetrics"))
                    .hasSize(1);
        }
    }
}

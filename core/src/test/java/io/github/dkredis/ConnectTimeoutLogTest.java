package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** A failed connect throws an exception, and none of the libraries below logs anything. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ConnectTimeoutLogTest {

    @Test
    void connect_nobodyAnswers_logsNothing(FaultProxy proxy) {
        proxy.stall(Direction.REPLIES);
        try (CapturedLog log = CapturedLog.below("")) {
            for (int millis = 100; millis < 300; millis += 20) {
                DkRedisBuilder builder =
                        DkRedis.builder().uri(proxy.uri().toString()).connectTimeout(Duration.ofMillis(millis));

                assertThatThrownBy(builder::connect).isInstanceOf(RedisUnavailableException.class);
            }

            assertThat(log.messages(Level.WARNING)).isEmpty();
            assertThat(log.messages(Level.SEVERE))
                    .filteredOn(line -> !line.startsWith("LEAK")) // of an earlier test, told at a collection
                    .isEmpty();
        }
    }
}

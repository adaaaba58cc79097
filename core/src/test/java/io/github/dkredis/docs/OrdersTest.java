package io.github.dkredis.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test class that the page about the testkit shows as a whole. */
@RedisTest(leftovers = {Leftover.CONNECTIONS, Leftover.THREADS})
class OrdersTest {

    private DkRedis redis;

    @BeforeEach
    void connect(FaultProxy proxy) {
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .connectTimeout(Duration.ofSeconds(30)) // the machine may be slow
                .timeout(Duration.ofSeconds(30))
                .connect();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private long place() {
        return redis.atomics().increment("orders", 1);
    }

    @Test
    void place_twice_counts(RedisServer server) {
        place();
        place();

        assertEquals("2", server.command("GET", "orders"));
    }

    @Test
    void place_replyIsLost_saysSoAndDoesNotCountTwice(RedisServer server, FaultProxy proxy) {
        place();
        proxy.onNext("INCRBY").dropReply();

        assertThrows(OutcomeUnknownException.class, this::place);

        assertEquals("2", server.command("GET", "orders"));
    }
}

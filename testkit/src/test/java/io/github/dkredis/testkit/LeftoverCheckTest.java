package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@RedisTest(servers = RedisTest.Servers.FIRST)
final class LeftoverCheckTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void check_connectionLeftOpen_namesItUntilItIsClosed(RedisServer server) {
        LeftoverCheck leftovers = LeftoverCheck.since(server);
        try (RespConnection connection = server.connect()) {
            connection.call("CLIENT", "SETNAME", "forgotten");
            assertThatThrownBy(() -> leftovers.check(SHORT, Leftover.CONNECTIONS))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("name=forgotten");
        }
        leftovers.check(LIMIT, Leftover.CONNECTIONS);
    }

    @Test
    void check_connectionFromBefore_isNotALeftover(RedisServer server) {
        try (RespConnection connection = server.connect()) {
            connection.call("PING");
            LeftoverCheck.since(server).check(SHORT, Leftover.CONNECTIONS);
        }
    }

    @Test
    void check_threadLeftRunning_namesItUntilItEnds(RedisServer server) {
        LeftoverCheck ours = LeftoverCheck.since(server, "forgotten-");
        LeftoverCheck others = LeftoverCheck.since(server, "other-");
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> await(end), "forgotten-1");
        thread.start();
        assertThatThrownBy(() -> ours.check(SHORT, Leftover.THREADS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("THREADS left: [forgotten-1]");
        others.check(SHORT, Leftover.THREADS);
        end.countDown();
        ours.check(LIMIT, Leftover.THREADS);
    }

    @Test
    void find_keys_namesTheOnesWithoutTtl(RedisServer server) {
        LeftoverCheck leftovers = LeftoverCheck.since(server);
        server.command("SET", "brief", "v", "PX", "60000");
        server.command("SET", "eternal", "v");
        assertThat(leftovers.find(Leftover.KEYS_WITHOUT_TTL)).containsExactly("eternal");
        assertThat(leftovers.find(Leftover.KEYS)).containsExactlyInAnyOrder("brief", "eternal");
    }

    @Test
    void find_stoppedServer_findsNothing(RedisServer server) {
        LeftoverCheck leftovers = LeftoverCheck.since(server);
        server.kill();
        leftovers.check(SHORT, Leftover.CONNECTIONS, Leftover.KEYS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ServerLifecycleTest {

    private static final ServerOptions OPTIONS = ServerOptions.DEFAULTS;

    @Test
    void start_portTakenBySilentProgram_takesAnother() throws IOException {
        ServerEndpoint endpoint = ServerEndpoint.choose(OPTIONS);
        try (ServerSocket other = new ServerSocket(endpoint.port(), 5, InetAddress.getLoopbackAddress())) {
            assertTakesAnother(endpoint);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void start_portTakenByAnotherServer_takesAnother() {
        try (RedisServer other = RedisServer.start()) {
            assertTakesAnother(new ServerEndpoint(ManagedTempDir.create(), other.port(), null, null));
        }
    }

    @Test
    void start_everyPortTaken_givesUp() {
        try (RedisServer other = RedisServer.start()) {
            assertThatThrownBy(() -> new ServerLifecycle(
                            OPTIONS,
                            OPTIONS.program(),
                            () -> new ServerEndpoint(ManagedTempDir.create(), other.port(), null, null)))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    /** A test may block every thread of the common pool; on JDK 25 with two processors it has only one. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void close_commonPoolIsBlocked_ends() {
        CountDownLatch blocked = new CountDownLatch(1);
        RedisServer server = RedisServer.start();
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                ForkJoinPool.commonPool().execute(() -> await(blocked));
            }
            server.close();
        } finally {
            blocked.countDown();
        }
        assertThat(server.isRunning()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertTakesAnother(ServerEndpoint taken) {
        ServerEndpoint free = ServerEndpoint.choose(OPTIONS);
        Queue<ServerEndpoint> endpoints = new ArrayDeque<>(List.of(taken, free));
        ServerLifecycle lifecycle = new ServerLifecycle(OPTIONS, OPTIONS.program(), endpoints::remove);
        try {
            assertThat(lifecycle.endpoint()).isEqualTo(free);
            assertThat(lifecycle.isRunning()).isTrue();
            assertThat(taken.directory().path()).doesNotExist();
        } finally {
            lifecycle.close();
        }
    }
}

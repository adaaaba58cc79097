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

final class ServerLifeTest {

    private static final RedisServerBuilder OPTIONS = RedisServerBuilder.defaults();

    @Test
    void start_portTakenBySilentStranger_takesAnother() throws IOException {
        ServerPlace place = ServerPlace.choose(OPTIONS);
        try (ServerSocket stranger = new ServerSocket(place.port(), 5, InetAddress.getLoopbackAddress())) {
            assertTakesAnother(place);
            assertThat(stranger.isClosed()).isFalse();
        }
    }

    @Test
    void start_portTakenByAnotherServer_takesAnother() {
        try (RedisServer other = RedisServer.start()) {
            assertTakesAnother(new ServerPlace(Den.create(), other.port(), null, null));
        }
    }

    @Test
    void start_everyPortTaken_givesUp() {
        try (RedisServer other = RedisServer.start()) {
            assertThatThrownBy(() -> new ServerLife(
                            OPTIONS, OPTIONS.binary(), () -> new ServerPlace(Den.create(), other.port(), null, null)))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    /** A test may block every thread of the common pool; on JDK 25 and two processors that is one. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void close_commonPoolIsBlocked_ends() {
        CountDownLatch blocked = new CountDownLatch(1);
        RedisServer server = RedisServer.start();
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                ForkJoinPool.commonPool().execute(() -> awaitIt(blocked));
            }
            server.close();
        } finally {
            blocked.countDown();
        }
        assertThat(server.isRunning()).isFalse();
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertTakesAnother(ServerPlace taken) {
        ServerPlace free = ServerPlace.choose(OPTIONS);
        Queue<ServerPlace> places = new ArrayDeque<>(List.of(taken, free));
        ServerLife life = new ServerLife(OPTIONS, OPTIONS.binary(), places::remove);
        try {
            assertThat(life.place()).isEqualTo(free);
            assertThat(life.isRunning()).isTrue();
            assertThat(taken.den().folder()).doesNotExist();
        } finally {
            life.close();
        }
    }
}

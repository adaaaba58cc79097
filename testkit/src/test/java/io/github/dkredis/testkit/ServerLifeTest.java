package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

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

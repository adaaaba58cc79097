package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RedisServerTest {

    @Test
    void command_afterStart_runs() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.command("SET", "k", "v")).isEqualTo("OK");
            assertThat(server.command("GET", "k")).isEqualTo("v");
            assertThat(server.calls("get")).isEqualTo(1);
            assertThat(server.clientCount()).isZero();
        }
    }
}

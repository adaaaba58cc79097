package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FakeRedisTest {

    @Test
    void answering_byCommand_sendsTheScriptsReply() {
        Map<String, FakeReply> script = Map.of(
                "HELLO", FakeReply.error("ERR unknown command 'HELLO'"),
                "GET", FakeReply.bulk("grün"),
                "SET", FakeReply.simple("OK"),
                "QUIT", FakeReply.simple("OK").thenHangUp());
        try (FakeRedis fake =
                        FakeRedis.answering(request -> script.getOrDefault(request.command(), FakeReply.raw("?")));
                RespConnection client = RespConnection.open("127.0.0.1", fake.port())) {
            assertThatThrownBy(() -> client.call("HELLO", "3"))
                    .isInstanceOfSatisfying(
                            ErrorReplyException.class, e -> assertThat(e.code()).isEqualTo("ERR"));
            assertThat(client.call("GET", "k")).isEqualTo("grün");
            assertThat(client.call("SET", "k", "v")).isEqualTo("OK");
            assertThat(client.call("QUIT")).isEqualTo("OK");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void close_withOpenConnections_leavesNoThread() {
        FakeRedis fake = FakeRedis.answering(request -> FakeReply.silence());
        try (RespConnection client = RespConnection.open("127.0.0.1", fake.port())) {
            client.send("PING");
            fake.close();
            fake.close();
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("dkredis-testkit-fake-" + fake.port()));
    }
}

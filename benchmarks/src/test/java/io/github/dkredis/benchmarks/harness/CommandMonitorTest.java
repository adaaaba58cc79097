package io.github.dkredis.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import org.junit.jupiter.api.Test;

class CommandMonitorTest {
    @Test
    void sent_isWhatClientsSent_withoutWhatScriptsCalled() throws Exception {
        try (RedisServer server = BenchServer.start();
                RespConnection client = server.connect();
                CommandMonitor monitor = new CommandMonitor(server.port())) {
            client.call("SET", "a \"lua]\n", "b\r\n+OK\r\n");
            client.call("EVAL", "for i = 1, 5 do redis.call('incr', KEYS[1]) end", "1", "n");
            client.call("INFO");
            client.call("GET", "n");

            assertThat(monitor.sent()).hasValue(3);
        }
    }
}

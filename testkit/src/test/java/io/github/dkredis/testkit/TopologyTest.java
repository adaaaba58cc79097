package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A class that runs with groups of servers sees each group as one server. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        servers = RedisTest.Servers.FIRST)
class TopologyTest {

    /** Runs twice, so that the second run finds what the first one has left. */
    @RepeatedTest(2)
    void command_keysOfAllNodes_areFoundCountedAndRemovedAfterwards(RedisServer server) {
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
        assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "0"));
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();

        keys.forEach(key -> server.command("SET", key, "v"));
        server.command("CONFIG", "SET", "maxmemory", "100mb");

        assertThat(keys).allMatch(key -> "v".equals(server.command("GET", key)));
        assertThat(server.command("KEYS", "*"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(50);
        assertThat(server.command("DBSIZE")).isEqualTo(50L);
        assertThat(server.calls("set")).isGreaterThanOrEqualTo(50);
    }

    @Test
    void command_errorOtherThanMoved_isThrown(RedisServer server) {
        server.command("SET", "text", "v");
        assertThatThrownBy(() -> server.command("INCR", "text"))
                .isInstanceOf(ErrorReplyException.class)
                .hasMessageContaining("not an integer");
    }

    @Test
    void clients_ofAFreshGroup_areNone(RedisServer server) {
        assertThat(server.clients()).isEmpty();
    }
}

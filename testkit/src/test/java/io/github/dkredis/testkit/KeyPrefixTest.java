package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A test class with a key prefix names keys without it, and they have it on the server. */
@RedisTest(keyPrefix = "app:", leftovers = Leftover.KEYS_WITHOUT_TTL)
class KeyPrefixTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return every key as the server has it} */
    private static List<?> fullNames(RedisServer server) {
        try (RespConnection plain = server.connect()) {
            return (List<?>) plain.call("KEYS", "*");
        }
    }

    @Test
    void command_keysAnywhereInIt_areFoundWithoutThePrefix(RedisServer server) {
        server.command("SET", "k", "k", "PX", "60000");
        server.command("MSET", "a", "b", "c", "d");
        server.command("EVAL", "redis.call('rename', KEYS[1], KEYS[2])", "2", "c", "e", "c");

        assertThat(server.keyPrefix()).isEqualTo("app:");
        assertThat(fullNames(server))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("app:k", "app:a", "app:e");
        assertThat(server.command("GET", "k")).isEqualTo("k"); // a value that looks like a key
        assertThat(server.command("EXISTS", "k", "a", "c", "e")).isEqualTo(3L);
        assertThat(server.command("KEYS", "[ak]"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("a", "k");
        assertThat(server.command("DEL", "a", "e")).isEqualTo(2L);
    }

    @Test
    void commandBinary_keyThatIsNoText_isFoundWithoutThePrefix(RedisServer server) {
        byte[] key = {(byte) 0xFF, 'x'};
        server.commandBinary(bytes("SET"), key, bytes("v"), bytes("PX"), bytes("60000"));

        assertThat(server.commandBinary(bytes("GET"), key)).isEqualTo(bytes("v"));
        assertThat(server.commandBinary(bytes("KEYS"), bytes("*")))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly((Object) key);
    }

    @Test
    void command_keysThatCannotBeFound_isRefused(RedisServer server) {
        assertThatThrownBy(() -> server.command("ZUNION", "1", "z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connect()");
    }
}

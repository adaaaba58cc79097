package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A contract on an interface runs in each class that implements it, once per server. */
final class ContractTest {

    @RedisTest
    interface Contract {

        String key();

        @Test
        default void contract_withAnyServer_holds(RedisServer server) {
            Seen.SERVERS.add(server.binary());
            assertThat(server.command("INCR", key())).isEqualTo(1L);
        }
    }

    private static final class Seen {
        static final List<RedisBinary> SERVERS = new ArrayList<>();
    }

    @Nested
    final class OneCase implements Contract {
        @Override
        public String key() {
            return "one";
        }
    }

    @Nested
    final class AnotherCase implements Contract {
        @Override
        public String key() {
            return "another";
        }
    }

    @AfterAll
    static void everyCaseMetEveryServer() {
        List<RedisBinary> twice = new ArrayList<>(RedisBinary.all());
        twice.addAll(RedisBinary.all());
        assertThat(Seen.SERVERS).containsExactlyInAnyOrderElementsOf(twice);
    }
}

package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands about keys of any type, counters, the key prefix, and the look at a server. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class KeyCommandsTest {

    private Shell shell = Shell.unreachable();

    @BeforeEach
    void connect(RedisServer server) {
        shell = Shell.of(server);
    }

    @Test
    void incr_numbers_printsTheSum(RedisServer server) {
        assertThat(shell.run("incr", "n").out()).isEqualTo("1\n");
        assertThat(shell.run("incr", "n", "-3").out()).isEqualTo("-2\n");
        assertThat(shell.run("incr", "n", "2.5").out()).isEqualTo("0.5\n");
        assertThat(shell.run("incr", "t", "5", "--ttl", "1h").out()).isEqualTo("5\n");
        assertThat((Long) server.command("PTTL", "t")).isBetween(3_500_000L, 3_600_000L);
        server.command("SET", "text", "abc");
        assertThat(shell.run("incr", "text")).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("\"text\"", "not a whole number");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "NaN", "inf", "9223372036854775808", "1e999"})
    void incr_amountThatIsNoNumber_isAMistake(String amount) {
        assertThat(Shell.unreachable().run("incr", "n", amount).code()).isEqualTo(2);
    }

    @Test
    void ttlExpirePersist_keyOfAnyType_readAndChangeIt(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        assertThat(shell.run("ttl", "h").out()).isEqualTo("null\n");
        assertThat(shell.run("expire", "h", "5m").code()).isZero();
        assertThat(Long.parseLong(shell.run("ttl", "h").out().trim())).isBetween(290_000L, 300_000L);
        assertThat(shell.run("persist", "h").code()).isZero();
        assertThat(shell.run("persist", "h").code()).isOne();
        assertThat(shell.run("ttl", "h").out()).isEqualTo("null\n");
        for (String[] command : List.of(
                new String[] {"ttl", "x"},
                new String[] {"expire", "x", "5m"},
                new String[] {"persist", "x"},
                new String[] {"type", "x"})) {
            assertThat(shell.run(command)).satisfies(result -> {
                assertThat(result.code()).isOne();
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).contains("\"x\"");
            });
        }
        assertThat(shell.run("expire", "h", "0s").code()).isEqualTo(2);
        assertThat(shell.run("type", "h").out()).isEqualTo("\"hash\"\n");
    }

    @Test
    void keys_pattern_printsEachMatchOnce(RedisServer server) {
        for (int i = 0; i < 1_200; i++) {
            server.command("SET", "user:" + i, "v");
        }
        server.command("SET", "other", "v");

        Result result = shell.run("keys", "user:*");

        assertThat(result.out().lines().distinct())
                .hasSize(1_200)
                .contains("\"user:7\"")
                .doesNotContain("\"other\"");
        assertThat(shell.run("keys", "none:*").code()).isOne();
        assertThat(shell.run("keys", "").code()).isEqualTo(2);
        assertThat(server.calls("keys")).isZero();
    }

    @Test
    void prefix_optionOrEnvironment_isAddedAndTakenOff(RedisServer server) {
        Shell prefixed = Shell.of(Map.of("REDIS_URL", server.uri().toString(), "DKREDIS_PREFIX", "app:"));
        prefixed.run("set", "k", "1");
        shell.run("set", "k", "2", "--prefix", "other:");
        prefixed.run("cache", "put", "\"a\"", "1");
        prefixed.run("cache", "put", "--cache", "c", "\"a\"", "1");

        assertThat(server.command("EXISTS", "app:k", "other:k")).isEqualTo(2L);
        assertThat(prefixed.run("get", "k").out()).isEqualTo("1\n");
        assertThat(prefixed.run("keys", "k*").out()).isEqualTo("\"k\"\n");
        assertThat(prefixed.run("type", "k").out()).isEqualTo("\"string\"\n");
        assertThat(prefixed.run("cache", "stats").out().lines()).hasSize(2);
        assertThat(shell.run("cache", "stats").code()).isOne();
        assertThat(shell.run("get", "k", "--prefix", "{a}").code()).isEqualTo(2);
    }

    @Test
    void doctor_healthyServer_findsNothing(RedisServer server) {
        Result result = shell.run("doctor");

        assertThat(result.out().lines())
                .anyMatch(line -> line.contains("\"server\"") && line.contains(server.version()))
                .anyMatch(line -> line.contains("\"latency\"") && line.contains("median"))
                .anyMatch(line -> line.contains("\"clock\""))
                .anyMatch(line -> line.contains("\"feature: mutex\""))
                .filteredOn(line -> !line.contains("latency")) // a busy machine may be slow
                .allMatch(line -> line.contains("\"ok\":true"));
    }

    @Test
    void doctor_troubles_areNamedWithAdvice(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "100mb");
        server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        server.command("ACL", "SETUSER", "limited", "on", ">pw", "~*", "&*", "+@all", "-getdel", "-publish");
        try {
            Shell limited = Shell.of(Map.of("REDIS_URL", "redis://limited:pw@127.0.0.1:" + server.port()));
            Result result = limited.run("doctor");

            assertThat(result.code()).isOne();
            assertThat(result.out().lines())
                    .anyMatch(line ->
                            line.contains("\"eviction\"") && line.contains("allkeys-lru") && line.contains("advice"))
                    .anyMatch(line -> line.contains("feature: values") && line.contains("+getdel"))
                    .anyMatch(line -> line.contains("feature: hashes") && line.contains("\"ok\":true"))
                    .anyMatch(line -> line.contains("messages between clients") && line.contains("security.md"));
        } finally {
            server.command("CONFIG", "SET", "maxmemory", "0");
            server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
            server.command("ACL", "DELUSER", "limited");
        }
    }
}

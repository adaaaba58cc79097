package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RedisTest(servers = RedisTest.Servers.FIRST)
class HashCommandsTest {

    private Shell shell = Shell.unreachable();

    @BeforeEach
    void connect(RedisServer server) {
        shell = Shell.of(server);
    }

    @Test
    void hset_fields_areMergedWithTheirTtl(RedisServer server) {
        assertThat(shell.run("hset", "h", "a=1").code()).isZero();
        assertThat(shell.run("hset", "h", "b=x=y", "c=", "--ttl", "1h").code()).isZero();

        assertThat(shell.run("hgetall", "h").out()).isEqualTo("{\"a\":\"1\",\"b\":\"x=y\",\"c\":\"\"}\n");
        assertThat((Long) server.command("PTTL", "h")).isBetween(3_590_000L, 3_600_000L);
    }

    @Test
    void hset_invalidFields_isWrongUsage() {
        assertThat(shell.run("hset", "h").code()).isEqualTo(2);
        assertThat(shell.run("hset", "h", "a").code()).isEqualTo(2);
        assertThat(shell.run("hset", "h", "=a").code()).isEqualTo(2);
        assertThat(shell.run("hset", "h", "a=1", "a=2").code()).isEqualTo(2);
    }

    @Test
    void hset_keyOfAnotherType_isWrongUsage() {
        shell.run("set", "k", "1");

        Result result = shell.run("hset", "k", "a=1");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("another Redis type");
    }

    @Test
    void hgetall_missingKey_isNo() {
        Result result = shell.run("hgetall", "nope");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("\"nope\"");
    }

    @Test
    void field_matchingHashes_areJsonLines(RedisServer server) {
        for (int i = 0; i < 1_000; i++) {
            server.command("HSET", "user:" + i, "name", "n" + i);
        }
        server.command("HSET", "user:x", "other", "1");
        server.command("SET", "user:y", "not a hash");

        Result result = shell.run("field", "user:*", "name");

        assertThat(result.code()).isZero();
        assertThat(result.out().lines().distinct())
                .contains("{\"key\":\"user:7\",\"value\":\"n7\"}")
                .hasSize(1_000);
    }

    @Test
    void field_nothingFound_isNo() {
        Result result = shell.run("field", "user:*", "name");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
    }
}

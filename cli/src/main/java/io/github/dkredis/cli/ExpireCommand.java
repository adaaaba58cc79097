package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "expire",
        description = "Set the TTL of a key of any type, from now on. Exit code 1 if there is no such key.")
final class ExpireCommand extends RedisCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "DURATION", description = "the TTL, as 500ms, 5s, 5m")
    private Duration ttl = Duration.ZERO;

    ExpireCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        return redis.values().expire(key, ttl) ? ExitCode.DONE : no("no such key: \"" + key + "\"");
    }
}

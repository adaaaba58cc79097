package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.value.KeyTtl;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "ttl",
        description = "Print how long a key of any type will still exist, in milliseconds, or null if it is permanent."
                + " Exit code 1 if there is no such key.")
final class TtlCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    TtlCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        KeyTtl ttl = redis.values().ttl(key);
        if (!ttl.exists()) {
            return no("no such key: \"" + key + "\"");
        }
        print(ttl.remaining().map(Duration::toMillis).orElse(null));
        return ExitCode.DONE;
    }
}

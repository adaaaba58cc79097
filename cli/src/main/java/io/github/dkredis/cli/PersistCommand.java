package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "persist",
        description = "Remove the TTL of a key of any type, so that it becomes permanent. Exit code 1 if the key has no"
                + " TTL or does not exist.")
final class PersistCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    PersistCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        return redis.values().persist(key) ? ExitCode.DONE : no("no key \"" + key + "\" with a TTL");
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Remove keys of any type in one atomic step, and print how many existed. Exit code 1 if no key"
                + " existed.")
final class RemoveCommand extends RedisCommand {

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "the keys")
    private List<String> keys = List.of();

    RemoveCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        keys.forEach(RedisCommand::checkKey);
    }

    @Override
    ExitCode run(DkRedis redis) {
        long removed = redis.values().removeAll(keys);
        print(removed);
        return removed > 0 ? ExitCode.DONE : ExitCode.NO;
    }
}

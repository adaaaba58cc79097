package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Remove keys, whatever they hold, in one atomic step; prints how many there were."
                + " Exit code 1 if there was none.")
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

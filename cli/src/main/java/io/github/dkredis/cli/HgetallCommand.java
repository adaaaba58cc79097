package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "hgetall", description = "Print a hash as a JSON object of strings.")
final class HgetallCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    HgetallCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        Map<String, String> fields = redis.hashes().get(key);
        if (fields.isEmpty()) {
            return no("no such hash: \"" + key + "\"");
        }
        print(fields);
        return ExitCode.DONE;
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "type",
        description = "Print the Redis type of a key: \"string\", \"hash\", \"list\", … Exit code 1 if there is no such"
                + " key.")
final class TypeCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    TypeCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        String type = plain().sync().type(plain().key(key));
        if (type.equals("none")) {
            return no("no such key: \"" + key + "\"");
        }
        print(type);
        return ExitCode.DONE;
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Print the value of a key as JSON: any pickle, also one of classes that only Python knows.")
final class GetCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    @Mixin
    private final Shown shown = new Shown();

    GetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        shown.check();
    }

    @Override
    ExitCode run(DkRedis redis) {
        Optional<byte[]> stored = redis.values(Codec.bytes()).get(key, byte[].class);
        if (stored.isEmpty()) {
            return no("there is no key \"" + key + "\"");
        }
        if (shown.isRaw()) {
            console().write(stored.get());
            console().flush();
            return ExitCode.DONE;
        }
        try {
            print(shown.decode(key, stored.get()));
            return ExitCode.DONE;
        } catch (CodecException e) {
            throw new CodecException(e.getMessage() + ". " + shown.advice(), e);
        }
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "pop",
        description = {
            "Remove a key and print its value as JSON, in one atomic step: of several callers one gets it.",
            "What cannot be shown is printed as {\"__bytes__\": \"base64\"}, so that nothing is lost."
        })
final class PopCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    @Mixin
    private final Shown shown = new Shown();

    PopCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        shown.check();
    }

    @Override
    ExitCode run(DkRedis redis) {
        Optional<byte[]> stored = redis.values(Codec.bytes()).pop(key, byte[].class);
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
            print(ValueView.bytes(stored.get()));
            throw new CodecException(e.getMessage() + ". The key is removed; its bytes are on stdout", e);
        }
    }
}

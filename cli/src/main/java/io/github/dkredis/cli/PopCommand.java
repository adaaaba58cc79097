package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "pop",
        description = {
            "Remove a key and print its value as JSON, in one atomic step: only one of several callers gets the value.",
            "A value that cannot be decoded is printed as {\"__bytes__\": \"base64\"}, so that nothing is lost."
        })
final class PopCommand extends ReadCommand {

    PopCommand(Console console) {
        super(console);
    }

    @Override
    Optional<byte[]> read(DkRedis redis, String key) {
        return redis.values(Codec.bytes()).pop(key, byte[].class);
    }

    @Override
    CodecException undecodable(CodecException failure, byte[] stored) {
        print(ValueView.bytes(stored));
        return new CodecException(failure.getMessage() + ". The key is removed; its bytes are on stdout", failure);
    }
}

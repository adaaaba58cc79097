package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "get",
        description =
                "Print the value of a key as JSON. Any pickle can be printed, also one with objects of classes that"
                        + " only Python knows.")
final class GetCommand extends ReadCommand {

    GetCommand(Console console) {
        super(console);
    }

    @Override
    Optional<byte[]> read(DkRedis redis, String key) {
        return redis.values(Codec.bytes()).get(key, byte[].class);
    }

    @Override
    CodecException undecodable(CodecException failure, byte[] stored) {
        return new CodecException(failure.getMessage() + ". " + advice(), failure);
    }
}

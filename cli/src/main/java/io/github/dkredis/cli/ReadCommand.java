package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that prints the value of a key. */
abstract class ReadCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    @Mixin
    private final OutputOptions output = new OutputOptions();

    ReadCommand(Console console) {
        super(console);
    }

    abstract Optional<byte[]> read(DkRedis redis, String key);

    /** Does what remains to be done for a value that the codec cannot decode, and returns the exception to throw. */
    abstract CodecException undecodable(CodecException failure, byte[] stored);

    @Override
    void check() {
        checkKey(key);
        output.check();
    }

    @Override
    ExitCode run(DkRedis redis) {
        Optional<byte[]> stored = read(redis, key);
        if (stored.isEmpty()) {
            return no(missing());
        }
        if (output.isRaw()) {
            console().write(stored.get());
            console().flush();
            return ExitCode.DONE;
        }
        print(decoded(stored.get()));
        return ExitCode.DONE;
    }

    final String key() {
        return key;
    }

    final boolean isRaw() {
        return output.isRaw();
    }

    final String missing() {
        return "no such key: \"" + key + "\"";
    }

    /** {@return a stored value as JSON can show it} */
    final @Nullable Object decoded(byte[] stored) {
        try {
            return output.decode(key, stored);
        } catch (CodecException e) {
            throw undecodable(e, stored);
        }
    }

    final String advice() {
        return output.advice();
    }
}

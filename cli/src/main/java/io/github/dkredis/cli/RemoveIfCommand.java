package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "removeif",
        description =
                "Remove a key if it holds an expected string, in one atomic step, and print true or false. Exit code"
                        + " 1 if it does not hold that string.")
final class RemoveIfCommand extends RedisCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(
            index = "1",
            paramLabel = "EXPECTED",
            description = "the string, which is compared byte by byte; JSON with --codec")
    private String expected = "";

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description =
                    "compare with the bytes that set --codec stores for a JSON value: ${COMPLETION-CANDIDATES}. The"
                            + " pickle that another language writes for an equal value may differ")
    private @Nullable StoredCodec codec;

    private byte[] bytes = {};

    RemoveIfCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        bytes = codec == null ? expected.getBytes(StandardCharsets.UTF_8) : codec.encode(Json.parse(expected));
    }

    @Override
    ExitCode run(DkRedis redis) {
        boolean removed = redis.atomics().removeIf(key, bytes);
        print(removed);
        return removed ? ExitCode.DONE : ExitCode.NO;
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "removeif",
        description = "Remove a key if it holds an expected text, in one atomic step; prints true or false."
                + " Exit code 1 if it does not.")
final class RemoveIfCommand extends RedisCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(
            index = "1",
            paramLabel = "EXPECTED",
            description = "the text, compared byte by byte; JSON if --codec is given")
    private String expected = "";

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "compare with a JSON value as this command stores it: ${COMPLETION-CANDIDATES}."
                    + " Another language's pickle of an equal value may differ")
    private @Nullable Form form;

    private byte[] bytes = {};

    RemoveIfCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        bytes = form == null ? expected.getBytes(StandardCharsets.UTF_8) : form.encode(Json.parse(expected));
    }

    @Override
    ExitCode run(DkRedis redis) {
        boolean removed = redis.atomics().removeIf(key, bytes);
        print(removed);
        return removed ? ExitCode.DONE : ExitCode.NO;
    }
}

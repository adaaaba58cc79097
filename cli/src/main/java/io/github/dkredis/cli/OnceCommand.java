package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.FetchLock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "once",
        customSynopsis = "dkredis once NAME [--lease 1m] -- CMD…",
        description =
                "Run a program unless another process runs it already, and return its exit code. This command does"
                        + " not wait: exit code 75 if another process runs the program.")
final class OnceCommand extends RedisCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME -- CMD",
            description = "the fetch lock, a lower-case identifier, and behind -- the program")
    private List<String> words = List.of();

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description =
                    "the time after which another process may run the program, even if this one has not ended. Default:"
                            + " ${DEFAULT-VALUE}",
            defaultValue = "1m")
    private Duration lease = Duration.ofMinutes(1);

    OnceCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        ChildProcess.checkWords("once NAME -- CMD…", words, 1);
    }

    @Override
    ExitCode run(DkRedis redis) {
        try (FetchLock fetch = redis.fetchLock(Arguments.own(words).get(0), lease)) {
            if (!fetch.shouldFetch()) {
                console().say("another process runs it");
                return ExitCode.NOT_NOW;
            }
            try (ProcessTree tree = ProcessTree.start(Arguments.program(words), Map.of())) {
                return ExitCode.ofProgram(tree.waitFor());
            }
        }
    }
}

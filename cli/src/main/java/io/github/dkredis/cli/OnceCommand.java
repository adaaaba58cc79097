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
        description = "Run a program unless it runs elsewhere already; its exit code is passed on. Does not wait:"
                + " exit code 75 if somebody else runs it.")
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
                    "after how long another may run it, whether this one has ended or not; default: ${DEFAULT-VALUE}",
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
        throw new UnsupportedOperationException("answer does it");
    }

    @Override
    int answer(DkRedis redis) {
        try (FetchLock fetch = redis.fetchLock(Arguments.own(words).get(0), lease)) {
            if (!fetch.shouldFetch()) {
                console().say("somebody else runs it");
                return ExitCode.NOT_NOW.number();
            }
            try (ChildProcess child = ChildProcess.start(Arguments.program(words), Map.of())) {
                return child.waitFor();
            }
        }
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.lock.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        customSynopsis = "dkredis lock NAME [--lease 30s] [--timeout 60s] -- CMD…",
        description =
                "Run a program while holding a lock, and return its exit code. The lease is renewed while the program"
                        + " runs; its length only matters if this machine crashes. The program finds its fencing"
                        + " token in DKREDIS_FENCE. If the lock is lost, the program is terminated, and killed ten"
                        + " seconds later.")
final class LockCommand extends RedisCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME -- CMD",
            description = "the name of the lock, and behind -- the program")
    private List<String> words = List.of();

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description = "for how long a crashed holder blocks others. Default: ${DEFAULT-VALUE}",
            defaultValue = "30s")
    private Duration lease = Duration.ofSeconds(30);

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "how long to wait for the lock. Default: ${DEFAULT-VALUE}",
            defaultValue = "60s")
    private Duration timeout = Duration.ofSeconds(60);

    LockCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        ChildProcess.checkWords("lock NAME -- CMD…", words, 1);
    }

    @Override
    ExitCode run(DkRedis redis) {
        String name = Arguments.own(words).get(0);
        try (Lease held =
                redis.mutex(name).lease(lease).renewed().timeout(timeout).acquire()) {
            Map<String, String> environment = Map.of("DKREDIS_FENCE", Long.toString(held.fencingToken()));
            try (ChildProcess child = ChildProcess.start(Arguments.program(words), environment)) {
                held.onLost(child::terminate);
                int code = child.waitFor();
                if (held.isHeld()) {
                    return ExitCode.ofProgram(code);
                }
                console().say("the lock \"" + name + "\" was lost while the program ran");
                return ExitCode.LOST;
            }
        } catch (LockTimeoutException e) {
            console().say(String.valueOf(e.getMessage()));
            return ExitCode.NOT_NOW;
        }
    }
}

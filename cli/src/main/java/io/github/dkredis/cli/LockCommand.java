package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.LockInfo;
import io.github.dkredis.lock.Mutex;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        customSynopsis = "dkredis lock NAME [--lease 30s] [--timeout 60s | --no-wait] -- CMD…",
        description =
                "Run a program while holding a lock, and return its exit code. The lease is renewed while the program"
                        + " runs; its length only matters if this machine crashes. The program finds its fencing"
                        + " token in DKREDIS_FENCE. If the lock is lost, the program and all processes that it has"
                        + " started are terminated, and killed ten seconds later; so are processes that it leaves"
                        + " behind. The lock is released when none of them runs any more.")
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

    @Option(names = "--no-wait", description = "do not wait for the lock: exit code 75 if it is taken")
    private boolean noWait;

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
        Mutex mutex = redis.mutex(name).lease(lease).renewed().timeout(timeout);
        Optional<Lease> free = mutex.tryAcquire();
        if (free.isPresent()) {
            return runHolding(free.get());
        }
        if (noWait) {
            console().say(taken(redis, name));
            return ExitCode.NOT_NOW;
        }
        console().say(taken(redis, name) + "; waiting for up to " + timeout.toMillis() + " ms");
        try {
            return runHolding(mutex.acquire());
        } catch (LockTimeoutException e) {
            console().say(String.valueOf(e.getMessage()));
            return ExitCode.NOT_NOW;
        }
    }

    private ExitCode runHolding(Lease acquired) {
        try (Lease held = acquired) {
            Map<String, String> environment = Map.of("DKREDIS_FENCE", Long.toString(held.fencingToken()));
            try (ProcessTree tree = ProcessTree.start(Arguments.program(words), environment)) {
                held.onLost(tree::terminate);
                int code = tree.waitFor();
                if (held.isHeld()) {
                    return ExitCode.ofProgram(code);
                }
                console().say("the lock \"" + held.name() + "\" was lost while the program ran");
                return ExitCode.LOST;
            }
        }
    }

    /** {@return who holds the lock, as well as it is known; it may have changed hands or be free by now} */
    private static String taken(DkRedis redis, String name) {
        Optional<LockInfo> lock = redis.locks().get(name);
        return "the lock \"" + name + "\" is held by "
                + lock.map(LocksCommand::holder).orElse("another process")
                + lock.flatMap(LockInfo::since)
                        .map(since -> ", since " + since.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("");
    }
}

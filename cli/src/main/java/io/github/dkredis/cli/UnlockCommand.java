package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.LockInfo;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unlock",
        customSynopsis = "dkredis unlock NAME --force",
        description =
                "Release a mutex, whoever holds it. The holder is told that it has lost the lock, but may go on with"
                        + " its work; the next waiting client gets the lock. Exit code 1 if the lock was free.")
final class UnlockCommand extends RedisCommand {

    @Parameters(paramLabel = "NAME", description = "the name of the mutex")
    private String name = "";

    @Option(names = "--force", description = "needed, because the holder's work is not protected any more")
    private boolean force;

    UnlockCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (name.isEmpty()) {
            throw new UsageException("the name of the lock is empty");
        }
        if (!force) {
            throw new UsageException("another process may be at work under the lock \"" + name
                    + "\"; --force releases it all the same. \"dkredis locks\" shows who holds it");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        Optional<LockInfo> before = redis.locks().get(name);
        if (!redis.locks().forceRelease(name)) {
            return no("the lock \"" + name + "\" is free");
        }
        before.ifPresent(lock ->
                console().say("released the lock \"" + name + "\", which was held by " + LocksCommand.holder(lock)));
        return ExitCode.DONE;
    }
}

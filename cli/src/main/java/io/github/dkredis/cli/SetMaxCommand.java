package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;

@Command(
        name = "setmax",
        description = "Keep the greater of what a key holds and a number; prints what it holds then."
                + " Compared as numbers, exactly; a missing key is set.")
final class SetMaxCommand extends ExtremeCommand {

    SetMaxCommand(Console console) {
        super(console);
    }

    @Override
    long keep(DkRedis redis, String key, long number) {
        return redis.atomics().setMax(key, number);
    }

    @Override
    double keep(DkRedis redis, String key, double number) {
        return redis.atomics().setMax(key, number);
    }
}

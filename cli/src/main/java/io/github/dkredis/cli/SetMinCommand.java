package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;

@Command(
        name = "setmin",
        description = "Keep the smaller of what a key holds and a number; prints what it holds then."
                + " Compared as numbers, exactly; a missing key is set.")
final class SetMinCommand extends ExtremeCommand {

    SetMinCommand(Console console) {
        super(console);
    }

    @Override
    long keep(DkRedis redis, String key, long number) {
        return redis.atomics().setMin(key, number);
    }

    @Override
    double keep(DkRedis redis, String key, double number) {
        return redis.atomics().setMin(key, number);
    }
}

package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;

@Command(
        name = "setmax",
        description =
                "Keep the greater of a number and the value of a key, and print the value then. Numbers are compared"
                        + " exactly, and a missing key is set.")
final class SetMaxCommand extends MinMaxCommand {

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

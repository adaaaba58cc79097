package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import picocli.CommandLine.Command;

@Command(name = "ping", description = "Print \"PONG\" if Redis answers.")
final class PingCommand extends RedisCommand {

    PingCommand(Console console) {
        super(console);
    }

    @Override
    void check() {}

    @Override
    ExitCode run(DkRedis redis) {
        redis.ping();
        print("PONG");
        return ExitCode.DONE;
    }
}

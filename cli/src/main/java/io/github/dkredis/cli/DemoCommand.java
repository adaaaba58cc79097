package io.github.dkredis.cli;

import io.github.dkredis.cli.demo.Demo;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = "Show what dkredis does, step by step, on a Redis that is started for it and ends with it;"
                + " takes some ten seconds.")
final class DemoCommand implements Callable<Integer> {

    private final Console console;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Demo.run(new PrintStream(console.out(), true, StandardCharsets.UTF_8));
        return ExitCode.DONE.number();
    }
}

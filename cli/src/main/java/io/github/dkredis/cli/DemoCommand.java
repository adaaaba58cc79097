package io.github.dkredis.cli;

import io.github.dkredis.cli.demo.Demo;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "demo",
        description = {
            "Show what dkredis does, each step beside the naive way and with figures measured while it runs. Takes less"
                    + " than a minute, and needs nothing but a JDK: a Redis is started for it and ends with it.",
            "Exit code 1 if a step failed or took too long."
        })
final class DemoCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "the steps to show; all if left out")
    private List<String> names = List.of();

    @Option(names = "--list", description = "print the steps and their names")
    private boolean list;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (list) {
            Demo.listing().forEach(console::printLine);
            return ExitCode.DONE.number();
        }
        for (String name : names) {
            if (!Demo.names().contains(name)) {
                throw new UsageException(
                        "unknown step \"" + name + "\"; the steps are " + String.join(", ", Demo.names()));
            }
        }
        PrintStream out = new PrintStream(console.out(), true, StandardCharsets.UTF_8);
        boolean complete = Demo.run(out, names, console.showsColours(), Demo.LIMIT);
        return (complete ? ExitCode.DONE : ExitCode.NO).number();
    }
}

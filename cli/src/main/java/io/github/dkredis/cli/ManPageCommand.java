package io.github.dkredis.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For the build, which puts the page into the release. */
@Command(name = "man-page", hidden = true, description = "Print the manual page.")
final class ManPageCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ManPageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.printLine(new ManPage(spec.root(), Version.text()).text());
        return ExitCode.DONE.number();
    }
}

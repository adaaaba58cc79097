package io.github.dkredis.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print what makes a shell complete commands and options.",
            "bash: source <(dkredis completion bash)",
            "zsh: the same line in ~/.zshrc, with zsh instead of bash"
        })
final class CompletionCommand implements Callable<Integer> {

    /** Shells with completion. */
    enum ShellName {
        BASH,
        ZSH
    }

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private ShellName shell = ShellName.BASH;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        // One script serves both: in zsh, it loads what understands the completions of bash.
        String script = AutoComplete.bash(spec.root().name(), spec.root().commandLine());
        console.printLine(shell == ShellName.ZSH ? "autoload -Uz compinit && compinit -u\n" + script : script);
        return ExitCode.DONE.number();
    }
}

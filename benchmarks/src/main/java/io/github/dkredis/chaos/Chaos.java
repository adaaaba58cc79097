package io.github.dkredis.chaos;

import io.github.dkredis.chaos.ChaosSettings.Topology;
import io.github.dkredis.chaos.load.LoadCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code chaos}. */
@Command(
        name = "chaos",
        subcommands = LoadCommand.class,
        sortOptions = false,
        description = "Several processes use every feature of dkredis while processes, servers and connections fail."
                + " Then it is checked that no promise was broken.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no violation", "1:a promise was broken, or the run failed", "2:invalid usage"})
public final class Chaos implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "how long faults are inflicted, up to 240 (${DEFAULT-VALUE})")
    private double minutes;

    @Option(names = "--seed", paramLabel = "S", description = "reproduces the schedule of faults (random)")
    private @Nullable Long seed;

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            defaultValue = "single",
            description = "single, sentinel or cluster (${DEFAULT-VALUE})")
    private Topology topology = Topology.SINGLE;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many processes, 1 to 20 (${DEFAULT-VALUE})")
    private int workers;

    @Option(
            names = "--recovery",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long after the last fault a feature may fail (${DEFAULT-VALUE})")
    private int recoverySeconds;

    @Option(
            names = "--files",
            paramLabel = "FOLDER",
            description = "where histories and logs are kept (kept after a violation only)")
    private @Nullable Path folder;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help, and exit")
    @SuppressWarnings("UnusedVariable") // picocli evaluates this option itself
    private boolean help;

    /** Runs the command and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** {@return the command line, which tests run} */
    static CommandLine commandLine() {
        return new CommandLine(new Chaos())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("chaos: " + failure);
                    failure.printStackTrace(command.getErr());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws Exception {
        ChaosSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        RunFiles files = folder == null ? RunFiles.create() : RunFiles.in(folder);
        out.printf(
                "chaos --topology %s --minutes %s --workers %d --seed %d; histories in %s%n",
                settings.topology().name().toLowerCase(Locale.ROOT), minutes, workers, settings.seed(), files);
        out.flush();
        ChaosRun.Result result = new ChaosRun(settings, files).run();
        out.println(result.program());
        out.println();
        ChaosReport report = new ChaosReport(result.history(), result.findings());
        report.print(out);
        if (report.violations() > 0) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (folder == null) {
            files.delete();
        }
        return CommandLine.ExitCode.OK;
    }

    private ChaosSettings settings() {
        if (!(minutes > 0 && minutes <= 240) || workers < 1 || workers > 20 || recoverySeconds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--minutes must be above 0 and at most 240, --workers from 1 to 20, --recovery at least 1");
        }
        return new ChaosSettings(
                Duration.ofMillis((long) (minutes * 60_000)),
                seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed,
                topology,
                workers,
                Duration.ofSeconds(recoverySeconds));
    }
}

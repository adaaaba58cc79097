package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Worker;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.benchmarks.report.Report;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code bench}. */
@Command(
        name = "bench",
        sortOptions = false,
        description = "Measures the product and its peers side by side, in one run, against a server of its own:"
                + " every subject warms up twice, then windows alternate (A B C, C B A, ...), and results are checked.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a wrong result, or a subject failed", "2:wrong usage"})
public final class Bench implements Callable<Integer> {
    private static final String WORKER_WORD = "worker";

    /** The main class and arguments of a worker JVM. */
    public static final List<String> WORKER = List.of(Bench.class.getName(), WORKER_WORD);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "SUITE",
            description = "values, pickle, field, mutex, mutex-kill, limit, cache: see --list")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--list", description = "the suites and their subjects, and no more")
    private boolean list;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "1", description = "of one window (${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--windows", paramLabel = "N", defaultValue = "5", description = "per subject (${DEFAULT-VALUE})")
    private int windows;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            defaultValue = "2",
            description = "windows thrown away, per subject (${DEFAULT-VALUE})")
    private int warmUps;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "of each JVM, one table each (1,8,64; more in --list); not of pickle and field")
    private List<Integer> threads = List.of();

    @Option(
            names = "--jvms",
            paramLabel = "N",
            description = "processes that do the same at once (1; more in --list); not of pickle and field")
    private @Nullable Integer jvms;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "hashes of the suite field (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "3",
            description = "of the suite mutex-kill, per subject and kind of death (${DEFAULT-VALUE})")
    private int trials;

    @Option(
            names = "--lease",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "milliseconds after which the suite mutex-kill lets locks expire (${DEFAULT-VALUE})")
    private long leaseMillis;

    @Option(
            names = "--subjects",
            split = ",",
            paramLabel = "PART",
            description = "only subjects whose name holds one of these")
    private List<String> subjects = List.of();

    @Option(names = "--baseline", paramLabel = "SUBJECT", description = "what ratios are taken against")
    private @Nullable String baseline;

    @Option(names = "--json", paramLabel = "FILE", description = "also write one JSON object a line and subject")
    private @Nullable Path json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text, and no more")
    @SuppressWarnings("UnusedVariable") // picocli reads it off the command line itself
    private boolean help;

    /** Runs and exits. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals(WORKER_WORD)) {
            try (Worker worker = new Worker(Suites::subject)) {
                PrintWriter answers = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
                System.setOut(System.err);
                worker.serve(new InputStreamReader(System.in, StandardCharsets.UTF_8), answers);
            }
            System.exit(0);
        }
        System.exit(commandLine().execute(arguments));
    }

    /** The command, for tests to run. */
    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: " + failure);
            if (!(failure instanceof WrongResultException)) {
                failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Suites.ALL.forEach(suite -> list(suite, out));
            return CommandLine.ExitCode.OK;
        }
        if (suites.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which SUITE? One or more of --list.");
        }
        Settings settings;
        List<Suite> wanted;
        try {
            settings = settings();
            wanted = suites.stream().map(Suites::named).toList();
            wanted.forEach(suite -> requireSubjects(suite, settings));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        Path file = json;
        try (PrintWriter lines = new PrintWriter(file == null ? Writer.nullWriter() : Files.newBufferedWriter(file))) {
            Report report = new Report(out, lines);
            for (Suite suite : wanted) {
                suite.run(settings, report);
            }
            return report.hasFailures() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
        }
    }

    private Settings settings() {
        return new Settings(
                Duration.ofNanos((long) (seconds * 1e9)),
                new SideBySide(warmUps, windows),
                threads,
                Optional.ofNullable(jvms),
                keys,
                trials,
                Duration.ofMillis(leaseMillis),
                subjects,
                Optional.ofNullable(baseline));
    }

    private static void requireSubjects(Suite suite, Settings settings) {
        if (suite.subjects().stream().noneMatch(settings::wants)) {
            throw new IllegalArgumentException("--subjects leaves nobody in " + suite.name() + "; try --list");
        }
    }

    private static void list(Suite suite, PrintWriter out) {
        out.println(suite.name() + ": " + suite.description());
        suite.subjects().forEach(subject -> out.println("    " + subject));
    }
}

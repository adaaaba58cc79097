package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.chart.Charts;
import io.github.dkredis.benchmarks.guard.Figures;
import io.github.dkredis.benchmarks.guard.Guard;
import io.github.dkredis.benchmarks.guard.Verdict;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Worker;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.benchmarks.report.Report;
import java.io.IOException;
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
        description = "Measures dkredis and other libraries side by side, in one run, against a private server."
                + " All subjects warm up twice, then windows alternate (A B C, C B A, ...). Results are checked.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:a subject failed or gave a wrong result, or a figure is worse than the guard allows",
            "2:invalid usage"
        })
public final class Bench implements Callable<Integer> {
    /** The argument that makes this command a worker of {@link Worker}. */
    private static final String WORKER = "worker";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "SUITE",
            description = "values, pickle, field, mutex, mutex-kill, limit, cache, memory, startup, ...; see --list")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--list", description = "list the suites and their subjects, and exit")
    private boolean list;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "length of a window in seconds (${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "5",
            description = "windows per subject (${DEFAULT-VALUE})")
    private int windows;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            defaultValue = "2",
            description = "discarded windows per subject (${DEFAULT-VALUE})")
    private int warmUps;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "threads per JVM, one table each (1,8,64; others in --list); not for pickle and field")
    private List<Integer> threads = List.of();

    @Option(
            names = "--jvms",
            paramLabel = "N",
            description = "JVMs that run a workload at the same time (1; others in --list); not for pickle and field")
    private @Nullable Integer jvms;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "hashes in the suite field (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "3",
            description = "trials of the suite mutex-kill, per subject and kind of victim (${DEFAULT-VALUE})")
    private int trials;

    @Option(
            names = "--lease",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "lease in the suite mutex-kill, in milliseconds (${DEFAULT-VALUE})")
    private long leaseMillis;

    @Option(
            names = "--subjects",
            split = ",",
            paramLabel = "PART",
            description = "only subjects whose name contains one of these")
    private List<String> subjects = List.of();

    @Option(
            names = "--curves",
            split = ",",
            paramLabel = "PART",
            description = "in the suite curves: only curves whose name contains one of these, such as mutex.threads")
    private List<String> curves = List.of();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "100",
            description = "in the suite curves: only the first N points of each curve")
    private int points;

    @Option(names = "--baseline", paramLabel = "SUBJECT", description = "subject that ratios refer to")
    private @Nullable String baseline;

    @Option(names = "--json", paramLabel = "FILE", description = "also write one line of JSON per subject")
    private @Nullable Path json;

    @Option(names = "--charts", paramLabel = "DIR", description = "also draw the results into that folder, as SVG")
    private @Nullable Path charts;

    @Option(
            names = "--flames",
            paramLabel = "DIR",
            description = "also draws a flame graph of this JVM for each workload into that folder, as SVG; --subjects"
                    + " says of whom")
    private @Nullable Path flames;

    @Option(
            names = "--draw",
            paramLabel = "FILE",
            description = "with --charts, instead of suites: draws results that --json has written")
    private @Nullable Path drawn;

    @Option(
            names = "--guard",
            description = "instead of suites: counts commands, round trips and bytes per operation of dkredis, which do"
                    + " not depend on the machine, and fails if one is worse than in benchmarks/guard.txt")
    private boolean guard;

    @Option(names = "--update", description = "with --guard: writes what was counted to that file")
    private boolean update;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help, and exit")
    @SuppressWarnings("UnusedVariable") // picocli evaluates this option itself
    private boolean help;

    /** Runs the command, or serves as a worker, and exits. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals(WORKER)) {
            try (Worker worker = new Worker(SuiteList::subject)) {
                PrintWriter answers = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
                System.setOut(System.err);
                worker.serve(new InputStreamReader(System.in, StandardCharsets.UTF_8), answers);
            }
            System.exit(0);
        }
        System.exit(commandLine().execute(arguments));
    }

    /** {@return the command line, which tests run} */
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
            SuiteList.ALL.forEach(suite -> list(suite, out));
            return CommandLine.ExitCode.OK;
        }
        if (guard) {
            return guard(out, Path.of(System.getProperty("bench.guard", "benchmarks/guard.txt")));
        }
        if (drawn != null) {
            draw(Files.readAllLines(drawn), out);
            return CommandLine.ExitCode.OK;
        }
        if (suites.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "missing SUITE; name one or more of --list");
        }
        Settings settings;
        List<Suite> selected;
        try {
            settings = settings();
            selected = suites.stream().map(SuiteList::named).toList();
            selected.forEach(suite -> requireSubjects(suite, settings));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        Path file = json;
        try (PrintWriter lines = new PrintWriter(file == null ? Writer.nullWriter() : Files.newBufferedWriter(file))) {
            Report report = new Report(out, lines);
            BenchRun run = new BenchRun(settings, List.of(Bench.class.getName(), WORKER), report);
            for (Suite suite : selected) {
                suite.run(run);
            }
            draw(report.lines(), out);
            return report.hasFailures() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
        }
    }

    private void draw(List<String> lines, PrintWriter out) throws IOException {
        if (charts != null) {
            Charts.draw(lines, charts).forEach(file -> out.println("bench: drew " + file));
            out.flush();
        }
    }

    private int guard(PrintWriter out, Path file) throws Exception {
        Figures found = new Guard().count();
        if (update) {
            Files.write(file, found.lines());
            return CommandLine.ExitCode.OK;
        }
        Verdict verdict = Verdict.of(Figures.parse(Files.readAllLines(file)), found);
        verdict.lines().forEach(out::println);
        out.flush();
        return verdict.isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
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
                Optional.ofNullable(baseline),
                new Settings.Curves(curves, points),
                Optional.ofNullable(flames));
    }

    private static void requireSubjects(Suite suite, Settings settings) {
        if (suite.subjects().stream().noneMatch(settings::selects)) {
            throw new IllegalArgumentException("--subjects matches no subject of " + suite.name() + "; try --list");
        }
    }

    private static void list(Suite suite, PrintWriter out) {
        out.println(suite.name() + ": " + suite.description());
        suite.subjects().forEach(subject -> out.println("    " + subject));
    }
}

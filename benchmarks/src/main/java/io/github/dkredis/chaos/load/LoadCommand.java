package io.github.dkredis.chaos.load;

import io.github.dkredis.chaos.load.LoadRun.Health;
import io.github.dkredis.chaos.load.LoadRun.Size;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code chaos load}. */
@Command(
        name = "load",
        sortOptions = false,
        description = "Very many callers at once without faults: threads and live heap must not grow,"
                + " and what is too much must be refused by a typed error.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing grew", "1:heap or threads grew, or an error was not typed", "2:invalid usage"})
public final class LoadCommand implements Callable<Integer> {

    private static final double HEAP_GROWTH = 1.05;
    private static final int THREAD_GROWTH = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "how long it runs; the first measurement is after a fifth of it (${DEFAULT-VALUE})")
    private double minutes;

    @Option(
            names = "--scale",
            paramLabel = "F",
            defaultValue = "1",
            description = "multiplies 10,000 operations in flight, 5,000 waiting locks, 1,000 threads a feature"
                    + " (${DEFAULT-VALUE})")
    private double scale;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help, and exit")
    @SuppressWarnings("UnusedVariable") // picocli evaluates this option itself
    private boolean help;

    @Override
    public Integer call() throws Exception {
        if (!(minutes > 0 && minutes <= 240 && scale > 0 && scale <= 10)) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes must be above 0 and at most 240, --scale above 0 and at most 10");
        }
        Size size = new Size(scaled(11_000), scaled(10_000), scaled(5_000), scaled(1_000), Duration.ofSeconds(5));
        LoadRun.Result result = new LoadRun(size, Duration.ofMillis((long) (minutes * 60_000))).run();
        return print(result, spec.commandLine().getOut()) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private int scaled(int full) {
        return Math.max(1, (int) (full * scale));
    }

    /** Prints the table; returns whether everything was as it should be. */
    private static boolean print(LoadRun.Result result, PrintWriter out) {
        out.printf(
                "%-14s %10s %10s %10s %10s %11s %8s %8s%n",
                "callers", "ok", "p50", "p99", "longest", "overloaded", "failed", "untyped");
        long untyped = 0;
        for (LoadMeter meter : result.meters()) {
            LoadMeter.Count count = meter.count();
            untyped += count.untyped();
            out.printf(
                    "%-14s %10d %10s %10s %10s %11d %8d %8d%n",
                    meter.name(),
                    count.ok(),
                    millis(count.p50Nanos()),
                    millis(count.p99Nanos()),
                    millis(count.maxNanos()),
                    count.overloaded(),
                    count.failed(),
                    count.untyped());
        }
        Health early = result.early();
        Health late = result.late();
        double heap = (double) late.heapBytes() / early.heapBytes();
        out.printf(
                Locale.ROOT,
                "live heap %.1f MiB, then %.1f MiB (x %.3f); threads %d, then %d%n",
                early.heapBytes() / 1048576.0,
                late.heapBytes() / 1048576.0,
                heap,
                early.threads(),
                late.threads());
        out.flush();
        return untyped == 0 && heap <= HEAP_GROWTH && late.threads() <= early.threads() + THREAD_GROWTH;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}

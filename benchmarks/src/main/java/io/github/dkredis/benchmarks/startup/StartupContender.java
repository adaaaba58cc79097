package io.github.dkredis.benchmarks.startup;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Starts a JVM with the default options, and waits for its first answer. */
record StartupContender(Library library, int port) implements Contender {

    static final String VALUE = "first answer";

    /** The name of the figure: classes that the JVM had loaded when the answer was printed. */
    static final String CLASSES = "classes";

    /** The name of the figure: processor time until then, in milliseconds; other work on the machine matters less. */
    static final String CPU_MILLIS = "cpu_ms";

    @Override
    public String subject() {
        return library.label();
    }

    @Override
    public String version() {
        return library.version();
    }

    @Override
    public Sample measure() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FirstAnswer.class.getName(),
                library.name(),
                Integer.toString(port));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String answer = lines.readLine();
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (!VALUE.equals(answer)) {
                throw new WrongResultException(library.label() + " answered " + answer);
            }
            double classes = number(lines);
            double cpuMillis = number(lines) / 1e6;
            return Sample.ofOneThread(1, 1 / seconds)
                    .with(Measurements.of(Map.of(CLASSES, classes, CPU_MILLIS, cpuMillis)));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static double number(BufferedReader lines) throws IOException {
        return Double.parseDouble(Objects.requireNonNull(lines.readLine(), "the JVM ended early"));
    }

    @Override
    public void close() {}
}

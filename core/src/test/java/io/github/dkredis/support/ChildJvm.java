package io.github.dkredis.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, for tests that need other JVM options or another class path. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * Runs a main class to its end.
     *
     * @return the lines of its output that begin with {@code result}, without that word
     * @throws AssertionError with its output, if it fails or takes longer than two minutes
     */
    public static List<String> run(Path folder, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, options, TestClassPath.current(), main, arguments);
    }

    /** Runs a main class as {@link #run(Path, List, Class, String...)} does, on another class path. */
    public static List<String> run(
            Path folder, List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "child", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!child.waitFor(2, TimeUnit.MINUTES) || child.exitValue() != 0) {
                throw new AssertionError(Files.readString(output));
            }
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("result "))
                .map(line -> line.substring("result ".length()))
                .toList();
    }
}

package io.github.dkredis.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what shows only in a small one. */
public final class Child {

    private Child() {}

    /**
     * Runs a main class to its end.
     *
     * @return the lines that begin with {@code result}, without that word
     * @throws AssertionError if it fails or takes longer than two minutes, with what it said
     */
    public static List<String> run(Path folder, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, options, Sources.classPath(), main, arguments);
    }

    /** As {@link #run(Path, List, Class, String...)}, on another class path. */
    public static List<String> run(
            Path folder, List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "child", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!child.waitFor(2, TimeUnit.MINUTES) || child.exitValue() != 0) {
                throw new AssertionError(Files.readString(said));
            }
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(said).stream()
                .filter(line -> line.startsWith("result "))
                .map(line -> line.substring("result ".length()))
                .toList();
    }
}

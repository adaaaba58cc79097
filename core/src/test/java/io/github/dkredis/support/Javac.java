package io.github.dkredis.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles sources as an application's build does. */
public final class Javac {

    private Javac() {}

    /**
     * Compiles files in a process of its own, since the module of these tests cannot read that of the compiler.
     *
     * @throws AssertionError with the compiler's output, if the files do not compile
     */
    public static void compile(Path output, List<Path> files, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-d",
                output.toString(),
                "--release",
                "17",
                "-proc:none"));
        command.addAll(List.of(options));
        files.forEach(file -> command.add(file.toString()));
        Path messages = output.resolve("javac.txt");
        Process javac = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        if (javac.waitFor() != 0) {
            throw new AssertionError(Files.readString(messages));
        }
    }
}

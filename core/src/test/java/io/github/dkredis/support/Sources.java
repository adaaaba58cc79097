package io.github.dkredis.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compiles sources as a user of the library would, and finds what the library needs. */
public final class Sources {

    private static final List<String> OF_TESTS = List.of(
            "test-classes",
            "testkit",
            "junit",
            "assertj",
            "archunit",
            "byte-buddy",
            "opentest4j",
            "apiguardian",
            "embedded-redis",
            "slf4j-nop",
            "surefire");

    private Sources() {}

    /**
     * Compiles files, as a process of its own: the module of these tests does not read the compiler's.
     *
     * @throws AssertionError if they do not compile, with what the compiler says
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
        Path said = output.resolve("javac.txt");
        Process javac = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (javac.waitFor() != 0) {
            throw new AssertionError(Files.readString(said));
        }
    }

    /** The class path of this test. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The library and what it needs at run time, and nothing of the tests. */
    public static String withoutTests() {
        List<String> kept = Arrays.stream(classPath().split(File.pathSeparator))
                .filter(entry ->
                        OF_TESTS.stream().noneMatch(name -> Path.of(entry).endsWith(name) || isOf(name, entry)))
                .toList();
        return String.join(File.pathSeparator, kept);
    }

    private static boolean isOf(String name, String entry) {
        Path path = Path.of(entry);
        return Files.isDirectory(path)
                ? path.toString().contains(File.separator + name + File.separator)
                : path.getFileName().toString().startsWith(name)
                        || path.getFileName().toString().contains("testkit");
    }
}

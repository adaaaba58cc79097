package io.github.dkredis.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The class paths that child processes of a test need. */
public final class TestClassPath {

    private static final List<String> TEST_ENTRIES = List.of(
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
            "kotlin", // compiler and library
            "annotations-13",
            "surefire");

    private TestClassPath() {}

    /** {@return the class path of this JVM} */
    public static String current() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** {@return the class path of the library and its runtime dependencies, without those of the tests} */
    public static String withoutTests() {
        List<String> kept = Arrays.stream(current().split(File.pathSeparator))
                .filter(entry ->
                        TEST_ENTRIES.stream().noneMatch(name -> Path.of(entry).endsWith(name) || isOf(name, entry)))
                .toList();
        return String.join(File.pathSeparator, kept);
    }

    /** {@return the entry of the class path whose file name begins so} */
    public static String entry(String name) {
        return Arrays.stream(current().split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOf(String name, String entry) {
        Path path = Path.of(entry);
        return Files.isDirectory(path)
                ? path.toString().contains(File.separator + name + File.separator)
                : path.getFileName().toString().startsWith(name)
                        || path.getFileName().toString().contains("testkit");
    }
}

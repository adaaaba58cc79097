package io.github.dkredis.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

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
     * Compiles files.
     *
     * @throws AssertionError if they do not compile, with what the compiler says
     */
    public static void compile(Path output, List<Path> files, String... options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> all = new ArrayList<>(List.of("-d", output.toString(), "--release", "17", "-proc:none"));
        all.addAll(List.of(options));
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(said, null, null)) {
            boolean compiled = compiler.getTask(
                            null, manager, said, all, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new AssertionError(said.getDiagnostics().toString());
            }
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

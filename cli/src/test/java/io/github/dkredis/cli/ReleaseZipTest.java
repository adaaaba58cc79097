package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The zip of a release, unpacked into a folder with spaces and used with nothing but a Java runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseZipTest {

    @TempDir // static, because an instance's folder is not there yet in @BeforeAll
    private static Path folder = Path.of("");

    private Path installed = Path.of("");

    @BeforeAll
    void unpack() throws IOException {
        Path zip;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            zip = files.filter(file -> file.getFileName().toString().matches("dkredis-.*\\.zip"))
                    .findFirst()
                    .orElseThrow();
        }
        Path target = Files.createDirectory(folder.resolve("with some spaces"));
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
                Stream<Path> entries = Files.walk(inside.getPath("/"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Path copy = target.resolve(entry.toString().substring(1));
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(entry, copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(entry));
                }
            }
        }
        try (Stream<Path> folders = Files.list(target)) {
            installed = folders.findFirst().orElseThrow();
        }
    }

    /**
     * A server needs a folder for temporary files, so here the archive is made from the classes of {@code --version},
     * which takes less time.
     */
    @Test
    void launcher_archiveMadeWithoutAServer_isUsed() throws Exception {
        String noServer = "-Djava.io.tmpdir=" + folder.resolve("nowhere");
        assertThat(run(Map.of("DKREDIS_ARCHIVE_ONLY", "1", "JAVA_TOOL_OPTIONS", noServer)))
                .isEqualTo("0||");
        assertThat(contents(installed)).anyMatch(name -> name.matches("classes-[-\\d]+\\.jsa"));
        assertThat(contents(installed)).noneMatch(name -> name.startsWith("new-"));

        // with this option, a JVM that cannot use its archive does not start
        assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Xshare:on"), "--version"))
                .matches("0\\|dkredis \\S+\n\\|Picked up JAVA_TOOL_OPTIONS: -Xshare:on\n");
    }

    @Test
    void share_ofTheZip_isWhatTheCommandPrints() throws Exception {
        Path share = installed.resolve("share");

        assertThat(run(Map.of("DKREDIS_NO_ARCHIVE", "1"), "completion", "bash"))
                .isEqualTo("0|" + Files.readString(share.resolve("bash-completion/completions/dkredis")) + "|");
        assertThat(Files.readString(share.resolve("zsh/dkredis.zsh"))).contains("bashcompinit");
        assertThat(Files.readString(share.resolve("man/man1/dkredis.1"))).startsWith(".TH \"DKREDIS\" 1");
        assertThat(contents(installed)).contains("LICENSE", "cli.md", "lib");
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(installed.resolve("bin/dkredis"));
        assertThat(rights).contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    private static List<String> contents(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** {@return the exit code, stdout and stderr, separated by bars} */
    private String run(Map<String, String> variables, String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(installed.resolve("bin/dkredis").toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("HOME", folder.resolve("no home").toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + "|" + Files.readString(out) + "|" + Files.readString(err);
    }
}

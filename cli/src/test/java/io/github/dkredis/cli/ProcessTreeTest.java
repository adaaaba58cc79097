package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of processes, and how they end. */
class ProcessTreeTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    /** {@return whether the process whose number is in a file runs} */
    static boolean isRunning(Path pid) {
        try {
            String number = Files.exists(pid) ? Files.readString(pid).trim() : "";
            if (number.isEmpty()) {
                return false;
            }
            Path stat = Path.of("/proc", number, "stat");
            boolean ended = Files.exists(stat) && Files.readString(stat).contains(") Z");
            return !ended
                    && ProcessHandle.of(Long.parseLong(number))
                            .filter(ProcessHandle::isAlive)
                            .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void waitFor_programLeavesProcessesBehind_endsThem() throws Exception {
        Path pid = folder.resolve("pid");
        try (ProcessTree tree = ProcessTree.start(
                List.of("sh", "-c", "(sleep 300 & echo $! > " + pid + ") ; exit 4"), Map.of("A", "b"), LONG)) {
            assertThat(tree.waitFor()).isEqualTo(4);
            assertThat(Files.readString(pid)).isNotBlank();
            assertThat(isRunning(pid)).isFalse();
        }
    }

    /** Planted once: a tree without KILL. The test waited for ever. */
    @Test
    void terminate_processIgnoresTerm_isKilled() {
        Path pid = folder.resolve("pid");
        String stubborn = "trap '' TERM; echo $$ > " + pid + "; while :; do sleep 0.05; done";
        try (ProcessTree tree = ProcessTree.start(
                List.of("sh", "-c", "sh -c \"" + stubborn.replace("$", "\\$") + "\" & wait"),
                Map.of(),
                Duration.ofMillis(300))) {
            Await.until(() -> isRunning(pid), SOON);

            tree.terminate();

            assertThat(tree.waitFor()).isNotZero();
            assertThat(isRunning(pid)).isFalse();
        }
    }

    @Test
    void close_programStillRuns_endsTheTree() {
        Path pid = folder.resolve("pid");
        try (ProcessTree tree =
                ProcessTree.start(List.of("sh", "-c", "echo $$ > " + pid + "; sleep 300 & wait"), Map.of(), LONG)) {
            Await.until(() -> isRunning(pid), SOON);
            assertThat(tree).isNotNull();
        }
        assertThat(isRunning(pid)).isFalse();
    }
}

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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    // ---- processes that have detached themselves

    /** Starts a process in a session of its own, which writes its number into a file. */
    private static String detached(Path pid) {
        return "setsid sh -c 'echo $$ > " + pid + "; exec sleep 300' & while [ ! -s " + pid + " ]; do sleep 0.05; done";
    }

    private static void kill(Path pid) throws IOException {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Planted once: sessions that are not looked at. The process was ended. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void waitFor_processHasDetachedItself_isLeftAlone() throws Exception {
        Path pid = folder.resolve("pid");
        try (ProcessTree tree = ProcessTree.start(List.of("sh", "-c", detached(pid) + "; exit 3"), Map.of(), LONG)) {
            assertThat(tree.waitFor()).isEqualTo(3);
            assertThat(isRunning(pid)).isTrue();
        }
        assertThat(isRunning(pid)).isTrue();
        kill(pid);
    }

    /** Caught: as a child of the program, which still ran, the process was ended with it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void terminate_childHasDetachedItself_onlyTheTreeEnds() throws Exception {
        Path pid = folder.resolve("pid");
        Path inside = folder.resolve("inside");
        String program = detached(pid) + "; sleep 300 & echo $! > " + inside + "; wait";
        try (ProcessTree tree = ProcessTree.start(List.of("sh", "-c", program), Map.of(), LONG)) {
            Await.until(() -> isRunning(pid) && isRunning(inside), SOON);

            tree.terminate();

            assertThat(tree.waitFor()).isNotZero();
            assertThat(isRunning(inside)).isFalse();
            assertThat(isRunning(pid)).isTrue();
        }
        kill(pid);
    }

    /** The program itself began a session: what it starts there is its tree. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void terminate_programIsInASessionOfItsOwn_itsProcessesEndWithIt() {
        Path inside = folder.resolve("inside");
        try (ProcessTree tree = ProcessTree.start(
                List.of("setsid", "--wait", "sh", "-c", "sleep 300 & echo $! > " + inside + "; wait"),
                Map.of(),
                LONG)) {
            Await.until(() -> isRunning(inside), SOON);

            tree.terminate();

            assertThat(tree.waitFor()).isNotZero();
            assertThat(isRunning(inside)).isFalse();
        }
    }
}

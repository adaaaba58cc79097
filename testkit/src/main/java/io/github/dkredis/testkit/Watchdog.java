package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up after this JVM, however it ends, {@code kill -9} included.
 *
 * <p>A shell reads orders from a pipe that only this JVM holds open, and ignores the signals that a terminal sends to
 * the whole process group. When the JVM is gone, the read reports the end of the stream; the shell then kills the
 * process that it was last told to watch, and removes the directory. On a system without {@code sh}, only the shutdown
 * hook cleans up.
 *
 * <p>Each order is one write to a synchronized stream, so the orders of two threads do not mix.
 */
final class Watchdog {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            watched=
            while read -r order pid; do
                case $order in
                    watch) watched=$pid ;;
                    forget) test "$watched" != "$pid" || watched= ;;
                esac
            done
            test -z "$watched" || kill -9 "$watched"
            rm -rf -- "$1"
            """;

    private final @Nullable Process shell;

    private Watchdog(@Nullable Process shell) {
        this.shell = shell;
    }

    static Watchdog over(Path directory) {
        if (File.separatorChar != '/') {
            return new Watchdog(null);
        }
        try {
            return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "dkredis-testkit-watchdog", directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            return new Watchdog(null);
        }
    }

    void watch(Process process) {
        tell("watch " + process.pid());
    }

    /** Stops watching a process that has ended, since the system may give its process id to another one. */
    void forget(Process process) {
        tell("forget " + process.pid());
    }

    /** Makes the shell clean up now, and end. */
    void release() {
        if (shell != null) {
            try {
                shell.getOutputStream().close();
            } catch (IOException e) {
                // The shell has ended already.
            }
        }
    }

    private void tell(String line) {
        if (shell != null) {
            try {
                shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                shell.getOutputStream().flush();
            } catch (IOException e) {
                // The shell has ended or was released, so that nothing is left to watch.
            }
        }
    }
}
